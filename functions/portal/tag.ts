import { createHash } from 'node:crypto';

/** The entity tag of an answer (RFC 9110, 8.8.3): another text has another one. */
export const tagOf = (content: string): string =>
  `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;

/** Whether a caller has this version already: the header may have several tags, and what packs answers on the way makes them
 *  weak (`W/"…"`).
 *  @param ifNoneMatch the header, if the request has it */
export const isKnown = (ifNoneMatch: string | undefined, tag: string): boolean =>
  (ifNoneMatch ?? '').split(',').some((one) => ['*', tag].includes(one.trim().replace(/^W\//, '')));

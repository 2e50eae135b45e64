import { fromMilliseconds, type Instant, toMilliseconds } from '../kernel/instant.ts';

/** When a link ends. A token has whole seconds, so the end is cut to them: what is answered is when the token really ends.
 *  @param minutes that the link is valid */
export const expiryOf = (issuedAt: Instant, minutes: number): Instant =>
  fromMilliseconds(Math.floor(toMilliseconds(issuedAt) / 1000) * 1000 + minutes * 60_000);

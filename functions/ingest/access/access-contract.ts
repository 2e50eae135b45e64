/** ARN of the secret that holds the first API key. */
export const adminKeyVariable = 'ADMIN_KEY_SECRET';

/** ARN of the secret that signs portal links. */
export const portalSecretVariable = 'PORTAL_SECRET';

/** What the names of this stack's lanes begin with. */
export const lanePrefixVariable = 'LANE_PREFIX';

/** API Gateway limits requests by lanes: each key always goes in the same one of 16, and each customer with links in one of 4. Who
 *  sends too much slows down only those in the same lane, and API Gateway needs no entry for each key. */
export const lanes = { key: 16, portal: 4 } as const;

export type LaneKind = keyof typeof lanes;

/** The name by which API Gateway knows a lane. It opens nothing: only the authorizer can put a request into a lane. */
export const laneName = (prefix: string, kind: LaneKind, lane: number): string => `${prefix}-${kind}-${lane}`;

/** The form of an Authorization header that may be valid: a key (`ml_` and 43 characters, or the 43 of the first one), or the three
 *  parts of a portal link's token. API Gateway refuses all others by itself, so that nobody can make the authorizer run, and
 *  its tables be read, by sending rubbish. It is written for Java and says each range, since `\w` means more elsewhere. */
export const authorizationForm = (() => {
  const part = '[A-Za-z0-9_-]';
  return `^[Bb][Ee][Aa][Rr][Ee][Rr] +(?:${part}{43,100}|${part}{1,200}\\.${part}{1,2000}\\.${part}{1,200}) *$`;
})();

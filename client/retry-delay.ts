/** The longest that a server's `Retry-After` can hold the client off, in milliseconds. */
const longestRetryAfter = 300_000;

/** The pause before a retry, by "full jitter": a random time between zero and a bound that doubles with every attempt.
 *  @param attempt from 0
 *  @param chance 0 to 1 */
export const backOff = (attempt: number, baseMs: number, capMs: number, chance: number): number =>
  Math.floor(chance * Math.min(capMs, baseMs * 2 ** attempt));

/** What a `Retry-After` header asks for in milliseconds: seconds, or an HTTP date (RFC 9110, 10.2.3). Undefined for anything
 *  else. */
export const retryAfter = (header: string | null, nowMs: number): number | undefined => {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(asked, 0), longestRetryAfter);
};

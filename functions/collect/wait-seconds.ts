import { type Instant, toMilliseconds } from '../kernel/instant.ts';

/** An execution lives no longer; a test clock is long forgotten by then. */
const yearSeconds = 365 * 24 * 3600;

/** How long Step Functions waits before it goes on by itself. A test clock moves by `advance` only, which ends the wait.
 *  @param wallNow null for a customer on a test clock */
export const waitSeconds = (until: Instant, wallNow: Instant | null): number => {
  if (wallNow === null) return yearSeconds;
  const seconds = Math.ceil((toMilliseconds(until) - toMilliseconds(wallNow)) / 1000);
  return Math.min(Math.max(seconds, 1), yearSeconds);
};

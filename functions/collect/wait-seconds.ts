import { type Instant, toMilliseconds } from '../kernel/instant.ts';

/** Step Functions lets no execution live longer. */
const yearSeconds = 365 * 24 * 3600;

/** How long the state machine waits before it goes on by itself: at least a second, at most a year. For a customer on a test
 *  clock it is always the year, since the wall clock says nothing about when the test clock gets there: the advance of the
 *  test clock ends such a wait.
 *  @param wallNow null for a customer on a test clock */
export const waitSeconds = (until: Instant, wallNow: Instant | null): number => {
  if (wallNow === null) return yearSeconds;
  const seconds = Math.ceil((toMilliseconds(until) - toMilliseconds(wallNow)) / 1000);
  return Math.min(Math.max(seconds, 1), yearSeconds);
};

import { earlier, type Instant, later, plusDays, plusMilliseconds } from '../kernel/instant.ts';
import type { Mistake } from '../kernel/meterline-error.ts';

/** By how many milliseconds the clocks of senders may be fast. */
const tolerance = 5 * 60_000;

/** The event times that are acceptable, both included. */
export interface TimeBounds {
  readonly earliest: Instant;
  readonly latest: Instant;
}

/** The bounds of acceptable times.
 *  @param now the time of the wall clock, and for a customer on a test clock the time of that clock too: what either of
 *    them would accept is accepted, and all that lies between */
export const timeBounds = (now: readonly [Instant, ...Instant[]], maxEventAgeDays: number): TimeBounds => ({
  earliest: plusDays(now.reduce(earlier), -maxEventAgeDays),
  latest: plusMilliseconds(now.reduce(later), tolerance),
});

/** What is wrong with `time`; undefined where it is acceptable. */
export const timeMistake = (time: Instant, bounds: TimeBounds): Mistake | undefined => {
  if (time > bounds.latest) {
    return {
      code: 'time_in_future',
      pointer: '/time',
      detail: `${time} is after ${bounds.latest}: check the sender's clock.`,
    };
  }
  if (time < bounds.earliest) {
    return {
      code: 'time_too_old',
      pointer: '/time',
      detail: `${time} is before ${bounds.earliest}, the oldest that is still taken.`,
    };
  }
  return undefined;
};

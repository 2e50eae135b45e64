import { earlier, type Instant, later, plusDays, plusMilliseconds } from '../kernel/instant.ts';
import type { Mistake } from '../kernel/meterline-error.ts';

/** Clocks of senders differ by so much at most, in milliseconds. */
const tolerance = 5 * 60_000;

/** Which event times are acceptable. */
export interface TimeBounds {
  readonly earliest: Instant;
  readonly latest: Instant;
}

/** @param now the wall clock's, and for a customer on a test clock that clock's too: what either accepts, and all between, is in */
export const timeBounds = (now: readonly [Instant, ...Instant[]], maxEventAgeDays: number): TimeBounds => ({
  earliest: plusDays(now.reduce(earlier), -maxEventAgeDays),
  latest: plusMilliseconds(now.reduce(later), tolerance),
});

/** What is wrong with `time`, if anything. */
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

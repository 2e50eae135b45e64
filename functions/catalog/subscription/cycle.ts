import { Temporal } from 'temporal-polyfill';
import { fromTemporal, type Instant, toTemporal } from '../../kernel/instant.ts';
import { assertNever } from '../../kernel/meterline-error.ts';
import type { Interval } from '../plan/plan.ts';

/** A row of periods that are counted from one anchor in one time zone. The first cycle of a subscription is followed
 *  by another when its trial ends, when its customer moves to another zone, or when it gets a plan of another
 *  interval. */
export interface Cycle {
  /** The index of its first period, counted over all periods of the subscription. */
  readonly firstIndex: number;
  /** Where its first period starts, and the last one of the cycle before ends. */
  readonly start: Instant;
  /** Local date and time in `timeZone`, such as `2026-01-31T00:00:00`, from which every boundary is counted. */
  readonly anchor: string;
  /** How many intervals lie between the anchor and the boundary at which its first period starts. */
  readonly offset: number;
  /** IANA name. */
  readonly timeZone: string;
  readonly interval: Interval;
  /** Whether it is the trial: a single period, in which nothing is charged. */
  readonly isTrial: boolean;
}

/** A cycle whose anchor is its start. */
export const cycleFrom = (start: Instant, firstIndex: number, timeZone: string, interval: Interval): Cycle => ({
  ...{ firstIndex, start, offset: 0, timeZone, interval, isTrial: false },
  anchor: toTemporal(start).toZonedDateTimeISO(timeZone).toPlainDateTime().toString(),
});

/** The same cycle in another zone from `start` on, which is the start of period `index`. The anchor stays: the
 *  boundaries keep their day and hour, and lie on them on another clock. */
export const movedTo = (cycle: Cycle, timeZone: string, index: number, start: Instant): Cycle => ({
  ...cycle,
  ...{ firstIndex: index, start, timeZone, offset: cycle.offset + index - cycle.firstIndex },
});

/** Where period `index` ends, as long as no other cycle begins. That is the anchor plus so many intervals in the local
 *  time of the zone, clamped to the length of the month: after 31 January come 28 February and 31 March. It is never
 *  counted from the boundary before, which would lose the day of the anchor after a short month. A local time that
 *  daylight saving skips is taken an hour later; of one that it repeats, the first is taken (RFC 5545, 3.3.5). */
export const boundaryAfter = (cycle: Cycle, index: number): Instant => boundary(cycle, index + 1 - cycle.firstIndex);

/** Where period `index` of the cycle starts. */
export const boundaryBefore = (cycle: Cycle, index: number): Instant =>
  index === cycle.firstIndex ? cycle.start : boundary(cycle, index - cycle.firstIndex);

const boundary = ({ anchor, offset, timeZone, interval }: Cycle, n: number): Instant =>
  fromTemporal(
    Temporal.PlainDateTime.from(anchor)
      .add(times(interval, offset + n), { overflow: 'constrain' })
      .toZonedDateTime(timeZone, { disambiguation: 'compatible' })
      .toInstant(),
  );

const times = (interval: Interval, n: number): Temporal.DurationLike => {
  switch (interval) {
    case 'week':
      return { weeks: n };
    case 'month':
      return { months: n };
    case 'quarter':
      return { months: 3 * n };
    case 'year':
      return { years: n };
    default:
      return assertNever(interval);
  }
};

import { Temporal } from 'temporal-polyfill';
import { fromTemporal, type Instant, toTemporal } from '../../kernel/instant.ts';
import { assertNever } from '../../kernel/meterline-error.ts';
import type { Interval } from '../plan/plan.ts';

/** Periods that are counted from one anchor in one time zone. A subscription's first cycle is followed by another when
 *  its trial ends, its customer moves to another zone, or its plan to one with another interval. */
export interface Cycle {
  /** Of its first period, among all of the subscription's. */
  readonly firstIndex: number;
  /** Where its first period starts, and the last one of the cycle before ends. */
  readonly start: Instant;
  /** Local date and time in `timeZone`, such as `2026-01-31T00:00:00`: every boundary is counted from it. */
  readonly anchor: string;
  /** Intervals from the anchor to the boundary that its first period starts at. */
  readonly offset: number;
  /** IANA name. */
  readonly timeZone: string;
  readonly interval: Interval;
  /** One period, in which nothing is charged. */
  readonly isTrial: boolean;
}

/** A cycle that is anchored where it starts. */
export const cycleFrom = (start: Instant, firstIndex: number, timeZone: string, interval: Interval): Cycle => ({
  ...{ firstIndex, start, offset: 0, timeZone, interval, isTrial: false },
  anchor: toTemporal(start).toZonedDateTimeISO(timeZone).toPlainDateTime().toString(),
});

/** The same anchor in another zone, from `start` on, which is the start of period `index`: the day and hour of the boundaries
 *  stay, on another clock. */
export const movedTo = (cycle: Cycle, timeZone: string, index: number, start: Instant): Cycle => ({
  ...cycle,
  ...{ firstIndex: index, start, timeZone, offset: cycle.offset + index - cycle.firstIndex },
});

/** Where period `index` ends as long as no other cycle begins: the anchor plus so many intervals in the zone's local time,
 *  clamped to the month's length. Never stepped from the boundary before, which would lose the anchor's day after a short
 *  month: 31 Jan → 28 Feb → 31 Mar. A local time that daylight saving skips is taken an hour later, one that it repeats
 *  for the first time (RFC 5545, 3.3.5). */
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

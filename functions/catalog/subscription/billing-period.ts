import { earlier, fromMilliseconds, type Instant, plusHours, toMilliseconds } from '../../kernel/instant.ts';
import { boundaryAfter, boundaryBefore, type Cycle } from './cycle.ts';

/** Half-open: `start` is in it, `end` is the next one's. */
export interface Period {
  readonly start: Instant;
  readonly end: Instant;
}

/** A period of a subscription. It ends earlier than `wholeEnd` where the subscription is cancelled or changes its cycle. */
export interface BillingPeriod extends Period {
  /** 0, 1, 2, …; -1 is the moment of the start, which bills the first fees in advance. */
  readonly index: number;
  /** Where it would end: what fees are for. */
  readonly wholeEnd: Instant;
  readonly isTrial: boolean;
}

/** What the periods of a subscription follow from. */
export interface Schedule {
  readonly cycles: readonly [Cycle, ...Cycle[]];
  readonly cancelAt: Instant | null;
}

/** @param index -1 or more; beyond the cancellation a period is empty or turned around: it has no invoice */
export const periodOf = ({ cycles, cancelAt }: Schedule, index: number): BillingPeriod => {
  const [first] = cycles;
  if (index < 0) {
    const { start } = first;
    return { index, start, end: start, wholeEnd: start, isTrial: false };
  }
  const cycle = cycles.findLast(({ firstIndex }) => firstIndex <= index) ?? first;
  const next = cycles.find(({ firstIndex }) => firstIndex === index + 1);
  const regular = cycle.isTrial && next !== undefined ? next.start : boundaryAfter(cycle, index);
  const end = next === undefined ? regular : next.start;
  return {
    index,
    start: boundaryBefore(cycle, index),
    end: cancelAt === null ? end : earlier(end, cancelAt),
    wholeEnd: regular,
    isTrial: cycle.isTrial,
  };
};

/** Closed ones, newest first: those before the open one, without the moment of the start. */
export const closedPeriods = (schedule: Schedule, openIndex: number): readonly BillingPeriod[] =>
  Array.from({ length: Math.max(0, openIndex) }, (_, back) => periodOf(schedule, openIndex - 1 - back));

/** When a period is closed: what arrives until then is in time. The moment of the start waits for nothing. */
export const closeAtOf = ({ index, end }: BillingPeriod, graceHours: number): Instant =>
  index < 0 ? end : plusHours(end, graceHours);

/** Usage windows begin on whole multiples of their size in UTC, and a period is a whole number of them.
 *  @param minutes of a usage window */
export const isOnWindow = (instant: Instant, minutes = 60): boolean =>
  toMilliseconds(instant) % (minutes * 60_000) === 0;

/** The start of the window that `instant` lies in. */
export const windowStart = (instant: Instant, minutes = 60): Instant => {
  const size = minutes * 60_000;
  return fromMilliseconds(Math.floor(toMilliseconds(instant) / size) * size);
};

/** The first start of a window at or after `instant`. */
export const windowEnd = (instant: Instant, minutes = 60): Instant => {
  const size = minutes * 60_000;
  return fromMilliseconds(Math.ceil(toMilliseconds(instant) / size) * size);
};

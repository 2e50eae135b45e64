import { earlier, fromMilliseconds, type Instant, plusHours, toMilliseconds } from '../../kernel/instant.ts';
import { boundaryAfter, boundaryBefore, type Cycle } from './cycle.ts';

/** A half-open range of time: `start` lies in it, and `end` in the next one. */
export interface Period {
  readonly start: Instant;
  readonly end: Instant;
}

/** A period of a subscription. It ends at `wholeEnd`, or earlier where the subscription is cancelled or begins another
 *  cycle. */
export interface BillingPeriod extends Period {
  /** Counts 0, 1, 2, … Index -1 is the moment of the start: a period without length, which exists only to bill the
   *  first fees that are due in advance. */
  readonly index: number;
  /** Where it would end if nothing cut it short. Fees are for the time until then. */
  readonly wholeEnd: Instant;
  readonly isTrial: boolean;
}

/** All that the periods of a subscription follow from. */
export interface Schedule {
  readonly cycles: readonly [Cycle, ...Cycle[]];
  readonly cancelAt: Instant | null;
}

/** The period of that index. The one after a cancellation is empty, or its end lies before its start: it has no
 *  invoice.
 *  @param index -1 or more */
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

/** The periods before the open one, newest first, without the moment of the start. */
export const closedPeriods = (schedule: Schedule, openIndex: number): readonly BillingPeriod[] =>
  Array.from({ length: Math.max(0, openIndex) }, (_, back) => periodOf(schedule, openIndex - 1 - back));

/** When a period is closed. What arrives until then is in time. The moment of the start has no usage to wait for, so
 *  it is closed at once. */
export const closeAtOf = ({ index, end }: BillingPeriod, graceHours: number): Instant =>
  index < 0 ? end : plusHours(end, graceHours);

/** Whether the instant lies between two usage windows, where periods begin and end. Windows begin on whole multiples
 *  of their size in UTC.
 *  @param minutes of a usage window */
export const isOnWindow = (instant: Instant, minutes = 60): boolean =>
  toMilliseconds(instant) % (minutes * 60_000) === 0;

/** The start of the window that `instant` lies in. */
export const windowStart = (instant: Instant, minutes = 60): Instant => {
  const size = minutes * 60_000;
  return fromMilliseconds(Math.floor(toMilliseconds(instant) / size) * size);
};

/** The first start of a window that is not before `instant`. */
export const windowEnd = (instant: Instant, minutes = 60): Instant => {
  const size = minutes * 60_000;
  return fromMilliseconds(Math.ceil(toMilliseconds(instant) / size) * size);
};

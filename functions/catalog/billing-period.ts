import type { Temporal } from 'temporal-polyfill';
import { fromMilliseconds, fromTemporal, type Instant, plusHours, toMilliseconds, toTemporal } from './instant.ts';
import { assertNever } from './meterline-error.ts';
import type { Interval } from './plan.ts';
import type { Period } from './subscription.ts';

/** Period `index` (0, 1, 2, …) of a subscription that began at `anchor`. */
export const periodAt = (anchor: Instant, interval: Interval, index: number): Period => ({
  start: boundary(anchor, interval, index),
  end: boundary(anchor, interval, index + 1),
});

/** The anchor plus `n` intervals in UTC, clamped to the month's length. Never stepped from the boundary before, which
 *  would lose the anchor's day after a short month: 31 Jan → 28 Feb → 31 Mar. */
const boundary = (anchor: Instant, interval: Interval, n: number): Instant => {
  const start = toTemporal(anchor).toZonedDateTimeISO('UTC');
  return fromTemporal(start.add(times(interval, n), { overflow: 'constrain' }).toInstant());
};

const times = (interval: Interval, n: number): Temporal.DurationLike => {
  switch (interval) {
    case 'week':
      return { weeks: n };
    case 'month':
      return { months: n };
    case 'quarter':
      return { months: 3 * n };
    case 'year':
      return { months: 12 * n };
    default:
      return assertNever(interval);
  }
};

/** When a period is closed: what arrives until then is in time. */
export const closeAtOf = (period: Period, graceHours: number): Instant => plusHours(period.end, graceHours);

const windowMilliseconds = 3_600_000;

/** Usage windows are hours in UTC, and a period is a whole number of them. */
export const isOnWindow = (instant: Instant): boolean => toMilliseconds(instant) % windowMilliseconds === 0;

/** The start of the window that `instant` lies in. */
export const windowStart = (instant: Instant): Instant =>
  fromMilliseconds(Math.floor(toMilliseconds(instant) / windowMilliseconds) * windowMilliseconds);

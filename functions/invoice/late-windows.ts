import { periodAt } from '../catalog/billing-period.ts';
import { type MeterKey, meterKey } from '../catalog/ids.ts';
import { earlier, type Instant, later } from '../catalog/instant.ts';
import type { Interval } from '../catalog/plan.ts';
import type { Period, Subscription } from '../catalog/subscription.ts';
import { windowOfKey } from '../meter/window.ts';

/** Windows of one meter in one period that something came late for. */
export interface LateWindows {
  readonly meter: MeterKey;
  /** The subscription's; null before its first. */
  readonly period: Period | null;
  /** Where the first and the last of the windows begin. */
  readonly first: Instant;
  readonly last: Instant;
}

type Subscribed = Pick<Subscription, 'anchor' | 'periodIndex'>;

/** Late counters by meter and period, oldest first.
 *  @param counters `<meter>#<window>…`, of windows before the open period */
export const lateWindows = (
  counters: readonly string[],
  subscription: Subscribed,
  interval: Interval,
): readonly LateWindows[] => {
  const found = new Map<string, LateWindows>();
  const periods = closedPeriods(subscription, interval);
  for (const counter of counters) {
    const [meter = '', window = ''] = counter.split('#');
    const start = windowOfKey(window);
    const period = periods.find((one) => one.start <= start && start < one.end) ?? null;
    const key = `${period?.start ?? ''}#${meter}`;
    const { first, last } = found.get(key) ?? { first: start, last: start };
    found.set(key, { meter: meterKey(meter), period, first: earlier(first, start), last: later(last, start) });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, windows]) => windows);
};

/** Newest first: most late usage is of the last one. */
const closedPeriods = ({ anchor, periodIndex }: Subscribed, interval: Interval): readonly Period[] =>
  Array.from({ length: periodIndex }, (_, index) => periodAt(anchor, interval, periodIndex - 1 - index));

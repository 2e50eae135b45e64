import { closedPeriods, type Period } from '../../catalog/subscription/billing-period.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { type MeterKey, meterKey, type SubscriptionId } from '../../kernel/ids.ts';
import { earlier, type Instant, later } from '../../kernel/instant.ts';
import { windowOfKey } from '../../meter/counter/window.ts';

/** A closed period of a subscription. */
export interface ClosedPeriod extends Period {
  readonly subscriptionId: SubscriptionId;
}

/** The windows of one meter in one period for which usage came late. */
export interface LateWindows {
  readonly meter: MeterKey;
  readonly period: ClosedPeriod;
  /** Where the windows begin; there is at least one. */
  readonly starts: readonly Instant[];
  /** The earliest of `starts`. */
  readonly first: Instant;
  /** The latest of `starts`: the beginning of the last window, not its end. */
  readonly last: Instant;
}

/** Puts the windows of late counters together by meter and period, oldest first. Windows that lie
 *  in none of the periods are left out.
 *  @param counters their keys, `<meter>#<window>…`, all for windows before the open period
 *  @param periods the closed ones, newest first */
export const lateWindows = (counters: readonly string[], periods: readonly ClosedPeriod[]): readonly LateWindows[] => {
  const found = new Map<string, LateWindows>();
  for (const counter of counters) {
    const [meter = '', window = ''] = counter.split('#');
    const start = windowOfKey(window);
    const period = periods.find((one) => one.start <= start && start < one.end);
    if (period === undefined) continue;
    const key = `${period.start}#${meter}`;
    const starts = [...(found.get(key)?.starts ?? []), start];
    found.set(key, { meter: meterKey(meter), period, ...among(starts, start) });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, windows]) => windows);
};

/** The first and the last of some windows.
 *  @param starts at least one
 *  @param one any of them */
export const among = (starts: readonly Instant[], one: Instant): Pick<LateWindows, 'starts' | 'first' | 'last'> => ({
  starts,
  first: starts.reduce(earlier, one),
  last: starts.reduce(later, one),
});

/** All closed periods of a customer. They are in the order in which late usage is likely to be of them: newest first.
 *  @param subscription the one that is being closed
 *  @param openIndex of its period that is not closed yet
 *  @param before the customer's earlier subscriptions, latest first */
export const closedPeriodsOf = (
  subscription: Subscription,
  openIndex: number,
  before: readonly Subscription[],
): readonly ClosedPeriod[] => [
  ...closed(subscription, openIndex),
  ...before.flatMap((one) => closed(one, one.period.index + 1)),
];

const closed = (subscription: Subscription, openIndex: number): readonly ClosedPeriod[] =>
  closedPeriods(subscription, openIndex).map(({ start, end }) => ({ start, end, subscriptionId: subscription.id }));

import { closedPeriods, type Period } from '../../catalog/subscription/billing-period.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { type MeterKey, meterKey, type SubscriptionId } from '../../kernel/ids.ts';
import { earlier, type Instant, later } from '../../kernel/instant.ts';
import { windowOfKey } from '../../meter/counter/window.ts';

/** A period that is closed, and whose. */
export interface ClosedPeriod extends Period {
  readonly subscriptionId: SubscriptionId;
}

/** Windows of one meter in one period that something came late for. */
export interface LateWindows {
  readonly meter: MeterKey;
  /** Null before the customer's first. */
  readonly period: ClosedPeriod | null;
  /** Where the windows begin; the first and the last of them. */
  readonly starts: readonly Instant[];
  readonly first: Instant;
  readonly last: Instant;
}

/** Late counters by meter and period, oldest first.
 *  @param counters `<meter>#<window>…`, of windows before the open period
 *  @param periods closed ones, newest first */
export const lateWindows = (counters: readonly string[], periods: readonly ClosedPeriod[]): readonly LateWindows[] => {
  const found = new Map<string, LateWindows>();
  for (const counter of counters) {
    const [meter = '', window = ''] = counter.split('#');
    const start = windowOfKey(window);
    const period = periods.find((one) => one.start <= start && start < one.end) ?? null;
    const key = `${period?.start ?? ''}#${meter}`;
    const starts = [...(found.get(key)?.starts ?? []), start];
    found.set(key, { meter: meterKey(meter), period, ...among(starts, start) });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, windows]) => windows);
};

/** @param starts at least one */
export const among = (starts: readonly Instant[], one: Instant): Pick<LateWindows, 'starts' | 'first' | 'last'> => ({
  starts,
  first: starts.reduce(earlier, one),
  last: starts.reduce(later, one),
});

/** Newest first: most late usage is of the last one.
 *  @param before the customer's earlier subscriptions, latest first */
export const closedPeriodsOf = (
  subscription: Subscription,
  before: readonly Subscription[],
): readonly ClosedPeriod[] => [
  ...closed(subscription, subscription.period.index),
  ...before.flatMap((one) => closed(one, one.period.index + 1)),
];

const closed = (subscription: Subscription, openIndex: number): readonly ClosedPeriod[] =>
  closedPeriods(subscription, openIndex).map(({ start, end }) => ({ start, end, subscriptionId: subscription.id }));

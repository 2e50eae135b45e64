import { periodAt } from '../catalog/billing-period.ts';
import type { Instant } from '../catalog/instant.ts';
import type { Interval } from '../catalog/plan.ts';
import type { Period, Subscription } from '../catalog/subscription.ts';

/** A period that no invoice has closed; `index` counts from the subscription's first. */
export interface OpenPeriod {
  readonly index: number;
  readonly period: Period;
}

export interface OpenPeriods {
  /** Over, but not closed yet: in their grace, or waiting for their turn. Oldest first. */
  readonly ended: readonly OpenPeriod[];
  /** The one that `now` lies in; the first one while the subscription has not started. */
  readonly current: OpenPeriod;
}

type Running = Pick<Subscription, 'anchor' | 'period' | 'periodIndex'>;

/** Periods after the last closed one, up to `now`. */
export const openPeriods = (subscription: Running, interval: Interval, now: Instant): OpenPeriods => {
  const ended: OpenPeriod[] = [];
  let current: OpenPeriod = { index: subscription.periodIndex, period: subscription.period };
  while (current.period.end <= now) {
    ended.push(current);
    current = { index: current.index + 1, period: periodAt(subscription.anchor, interval, current.index + 1) };
  }
  return { ended, current };
};

import { type BillingPeriod, periodOf } from '../catalog/subscription/billing-period.ts';
import { nextPeriodOf, type Subscription } from '../catalog/subscription/subscription.ts';
import type { Instant } from '../kernel/instant.ts';

export interface OpenPeriods {
  /** Over, but not closed yet: in their grace, or waiting for their turn. Oldest first. */
  readonly ended: readonly BillingPeriod[];
  /** The one that `now` lies in; the first one while the subscription has not started, the last one when it has ended. */
  readonly current: BillingPeriod;
}

/** Periods after the last closed one, up to `now`. */
export const openPeriods = (subscription: Subscription, now: Instant): OpenPeriods => {
  const ended: BillingPeriod[] = [];
  let current = periodOf(subscription, Math.max(0, subscription.period.index));
  let next = nextPeriodOf({ ...subscription, period: current });
  while (next !== undefined && current.end <= now) {
    ended.push(current);
    current = next;
    next = nextPeriodOf({ ...subscription, period: current });
  }
  return { ended, current };
};

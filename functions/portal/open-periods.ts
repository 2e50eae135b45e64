import type { BillingPeriod } from '../catalog/subscription/billing-period.ts';
import { nextPeriodOf, runningPeriodOf, type Subscription } from '../catalog/subscription/subscription.ts';
import type { Instant } from '../kernel/instant.ts';

export interface OpenPeriods {
  /** Periods that are over and not closed yet, the oldest first: they are in their grace, or wait for their turn. */
  readonly ended: readonly BillingPeriod[];
  /** The period that `now` lies in. Before the subscription starts it is the first one; after it has ended, the last one. */
  readonly current: BillingPeriod;
}

/** A subscription's periods that are not closed, until `now`. */
export const openPeriods = (subscription: Subscription, now: Instant): OpenPeriods => {
  const ended: BillingPeriod[] = [];
  let current = runningPeriodOf(subscription);
  let next = nextPeriodOf({ ...subscription, period: current });
  while (next !== undefined && current.end <= now) {
    ended.push(current);
    current = next;
    next = nextPeriodOf({ ...subscription, period: current });
  }
  return { ended, current };
};

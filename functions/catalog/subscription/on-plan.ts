import type { PlanId } from '../../kernel/ids.ts';
import { periodOf } from './billing-period.ts';
import { lastPhaseOf, type Subscription } from './subscription.ts';

/** A plan, or one version of it. */
export interface OfPlan {
  readonly planId: PlanId;
  /** The version; null where any version will do. */
  readonly planVersion: number | null;
}

/** Whether the subscription is active and on that plan at the end of its open period. */
export const isOnPlan = (subscription: Subscription, { planId, planVersion }: OfPlan): boolean => {
  if (subscription.status !== 'active') return false;
  const phase = lastPhaseOf(subscription, periodOf(subscription, Math.max(0, subscription.period.index)));
  return phase.planId === planId && (planVersion === null || phase.planVersion === planVersion);
};

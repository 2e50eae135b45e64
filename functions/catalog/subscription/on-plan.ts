import type { PlanId } from '../../kernel/ids.ts';
import { periodOf } from './billing-period.ts';
import { lastPhaseOf, type Subscription } from './subscription.ts';

/** A plan, or one version of it. */
export interface OfPlan {
  readonly planId: PlanId;
  /** Null for all. */
  readonly planVersion: number | null;
}

/** Whether the plan is the one that the open period ends with. */
export const isOnPlan = (subscription: Subscription, { planId, planVersion }: OfPlan): boolean => {
  if (subscription.status !== 'active') return false;
  const phase = lastPhaseOf(subscription, periodOf(subscription, Math.max(0, subscription.period.index)));
  return phase.planId === planId && (planVersion === null || phase.planVersion === planVersion);
};

import type { PlanId } from '../../kernel/ids.ts';
import { lastPhaseOf, runningPeriodOf, type Subscription } from './subscription.ts';

/** A plan, or one version of it. */
export interface OfPlan {
  readonly planId: PlanId;
  /** The version; null where any version will do. */
  readonly planVersion: number | null;
}

/** Whether the subscription is active and on that plan at the end of its open period. */
export const isOnPlan = (subscription: Subscription, { planId, planVersion }: OfPlan): boolean => {
  if (subscription.status !== 'active') return false;
  const phase = lastPhaseOf(subscription, runningPeriodOf(subscription));
  return phase.planId === planId && (planVersion === null || phase.planVersion === planVersion);
};

import { setTimeout as sleep } from 'node:timers/promises';
import type { SubscriptionId } from '../../kernel/ids.ts';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { announce } from '../../platform/bus.ts';
import { stage } from '../contract.ts';
import { requireCustomer } from '../customer/customer-store.ts';
import { holdMeters } from '../plan/held-meters-service.ts';
import type { PlanVersion } from '../plan/plan.ts';
import { isOnPlan, type OfPlan } from '../subscription/on-plan.ts';
import { atItsStart } from '../subscription/start-service.ts';
import { assertPriced } from '../subscription/subscribe.ts';
import { subscriptionChanged } from '../subscription/subscription-news.ts';
import { requireSubscription, saveSubscription } from '../subscription/subscription-store.ts';
import { changePlan } from './change-subscription.ts';
import { momentOf } from './change-time-service.ts';
import type { Migration } from './migration.ts';
import { assertNothingPlanned, type MoveOutcome } from './migration.ts';

/** Milliseconds before each further try of a subscription whose period is being closed. */
const pauses = [2_000, 4_000, 8_000];

/** Moves a subscription as a request would. One that has moved already, or has left the plan, stays as it is.
 *  @throws MeterlineError where a later try may succeed */
export const move = async (
  id: SubscriptionId,
  of: OfPlan,
  plan: PlanVersion,
  at: Migration['at'],
): Promise<MoveOutcome> => {
  for (const pause of [...pauses, null]) {
    const answer = await tryMove(id, of, plan, at);
    if (answer.outcome !== 'refused' || answer.code !== 'period_closing' || pause === null) return answer;
    await sleep(pause);
  }
  return { outcome: 'unchanged' };
};

const tryMove = async (
  id: SubscriptionId,
  of: OfPlan,
  plan: PlanVersion,
  at: Migration['at'],
): Promise<MoveOutcome> => {
  for (;;) {
    const before = await requireSubscription(id);
    if (!isOnPlan(before, of)) return { outcome: 'unchanged' };
    const customer = await requireCustomer(before.customerId);
    const moment = await momentOf(customer);
    try {
      assertPriced(plan, customer);
      assertNothingPlanned(before, plan, moment);
      const after = await atItsStart(changePlan(before, plan, at, moment), customer, moment);
      await holdMeters(plan);
      if (!(await saveSubscription(before, after))) continue;
      await announce(stage, [subscriptionChanged('plan_changed', after)]);
      return { outcome: 'moved' };
    } catch (error) {
      if (!(error instanceof MeterlineError) || (error.kind !== 'conflict' && error.kind !== 'invalid')) throw error;
      if (error.code === 'plan_unchanged') return { outcome: 'unchanged' };
      const { code, message: detail } = error;
      return { outcome: 'refused', subscriptionId: id, customerId: customer.id, code, detail };
    }
  }
};

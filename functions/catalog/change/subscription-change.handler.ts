import { type PlanId, subscriptionId } from '../../kernel/ids.ts';
import { unknownReference } from '../../kernel/meterline-error.ts';
import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { environmentNumber } from '../../platform/environment.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { graceVariable, stage, subscriptionChanged, windowMinutesVariable } from '../contract.ts';
import type { Customer } from '../customer/customer.ts';
import { customerNow, requireCustomer } from '../customer/customer-store.ts';
import type { PlanVersion } from '../plan/plan.ts';
import { findPlanVersion } from '../plan/plan-store.ts';
import { assertPriced } from '../subscription/subscribe.ts';
import type { Subscription } from '../subscription/subscription.ts';
import { requireSubscription, saveSubscription } from '../subscription/subscription-store.ts';
import { subscriptionToWire } from '../subscription/subscription-wire.ts';
import { cancel, changePlan, type Moment, pause, resume } from './change-subscription.ts';
import { migrationApi } from './migration-api.ts';
import { migrationRoutes } from './migration-routes.ts';
import { subscriptionChangeRoutes } from './subscription-change-routes.ts';

type Change = (subscription: Subscription, moment: Moment, customer: Customer) => Subscription;
type News = Parameters<typeof subscriptionChanged>[0];

export const handler = httpApi(
  { ...subscriptionChangeRoutes, ...migrationRoutes },
  {
    ...migrationApi,
    changePlan: async ({ body: { planId, planVersion, at }, parameters: { subscriptionId: id = '' } }) => {
      const plan = await planOf(planId, planVersion);
      return changed(id, 'plan_changed', (subscription, moment, customer) => {
        assertPriced(plan, customer);
        return changePlan(subscription, plan, at, moment);
      });
    },
    cancelSubscription: ({ body: { at }, parameters: { subscriptionId: id = '' } }) =>
      changed(id, 'cancelled', (subscription, moment) => cancel(subscription, at, moment)),
    pauseSubscription: ({ body: { from, to }, parameters: { subscriptionId: id = '' } }) =>
      changed(id, 'paused', (subscription, moment) => pause(subscription, { from, to }, moment)),
    resumeSubscription: ({ body: { at }, parameters: { subscriptionId: id = '' } }) =>
      changed(id, 'resumed', (subscription, moment) => resume(subscription, at, moment)),
  },
);

/** Reads, decides and writes until nobody else has written in between.
 *  @throws NotFound `subscription_not_found` */
const changed = async (id: string, news: News, change: Change) => {
  for (;;) {
    const before = await requireSubscription(subscriptionId(id));
    const customer = await requireCustomer(before.customerId);
    const moment = {
      now: await customerNow(customer, wallClock()),
      graceHours: environmentNumber(graceVariable),
      windowMinutes: environmentNumber(windowMinutesVariable),
    };
    const after = change(before, moment, customer);
    if (!(await saveSubscription(before, after))) continue;
    await announce(stage, [subscriptionChanged(news, after)]);
    return { json: subscriptionToWire(after) };
  }
};

/** @throws InvalidInput `unknown_plan`, `unknown_plan_version` */
const planOf = async (id: PlanId, version: number | undefined): Promise<PlanVersion> => {
  const latest = await findPlanVersion(id);
  if (latest === undefined) throw unknownReference('plan', id, '/planId');
  const chosen = version === undefined ? latest : await findPlanVersion(id, version);
  if (chosen === undefined) throw unknownReference('plan_version', `${id}@${version}`, '/planVersion');
  return chosen;
};

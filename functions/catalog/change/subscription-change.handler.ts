import { subscriptionId } from '../../kernel/ids.ts';
import { announce } from '../../platform/bus.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { stage } from '../contract.ts';
import type { Customer } from '../customer/customer.ts';
import { requireCustomer } from '../customer/customer-store.ts';
import { namedPlanVersion } from '../plan/plan-store.ts';
import { holdProlonged } from '../subscription/held-phases-service.ts';
import { atItsStart } from '../subscription/start-service.ts';
import { assertPriced } from '../subscription/subscribe.ts';
import type { Subscription } from '../subscription/subscription.ts';
import { subscriptionChanged } from '../subscription/subscription-news.ts';
import { requireSubscription, saveSubscription } from '../subscription/subscription-store.ts';
import { subscriptionToWire } from '../subscription/subscription-wire.ts';
import { cancel, changePlan, type Moment, pause, resume } from './change-subscription.ts';
import { momentOf } from './change-time-service.ts';
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
      const plan = await namedPlanVersion(planId, planVersion);
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

/** Changes a subscription: reads, decides and writes until nobody else has written in between.
 *  @throws NotFound `subscription_not_found` */
const changed = async (id: string, news: News, change: Change) => {
  for (;;) {
    const before = await requireSubscription(subscriptionId(id));
    const customer = await requireCustomer(before.customerId);
    const moment = await momentOf(customer);
    const after = await atItsStart(change(before, moment, customer), customer, moment);
    await holdProlonged(before, after);
    if (!(await saveSubscription(before, after))) continue;
    await announce(stage, [subscriptionChanged(news, after)]);
    return { json: subscriptionToWire(after) };
  }
};

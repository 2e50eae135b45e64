import { subscriptionId } from '../../kernel/ids.ts';
import { unknownReference } from '../../kernel/meterline-error.ts';
import { wallClock } from '../../platform/clock.ts';
import { environmentNumber } from '../../platform/environment.ts';
import type { Implementations } from '../../platform/http/http-api.ts';
import { newId } from '../../platform/new-id.ts';
import { mapPage } from '../../platform/table/cursor.ts';
import { graceVariable, windowMinutesVariable } from '../contract.ts';
import { customerNow, findCustomer } from '../customer/customer-store.ts';
import { tell } from '../news-gateway.ts';
import { holdMeters } from '../plan/held-meters-service.ts';
import { namedPlanVersion } from '../plan/plan-store.ts';
import { subscribe } from './subscribe.ts';
import { subscriptionCreated } from './subscription-news.ts';
import type { subscriptionRoutes } from './subscription-routes.ts';
import {
  createSubscription,
  customerSubscriptionPage,
  requireSubscription,
  subscriptionPage,
} from './subscription-store.ts';
import { subscriptionToWire } from './subscription-wire.ts';

/** What the catalog's handler answers about subscriptions. */
export const subscriptionApi: Implementations<typeof subscriptionRoutes> = {
  createSubscription: async ({ body }) => {
    const customer = await findCustomer(body.customerId);
    if (customer === undefined) throw unknownReference('customer', body.customerId, '/customerId');
    const plan = await namedPlanVersion(body.planId, body.planVersion);
    const createdAt = wallClock();
    const subscription = subscribe(body, {
      id: subscriptionId(newId('sub')),
      customer,
      plan,
      now: await customerNow(customer, createdAt),
      createdAt,
      graceHours: environmentNumber(graceVariable),
      windowMinutes: environmentNumber(windowMinutesVariable),
    });
    await holdMeters(plan);
    await createSubscription(subscription, customer);
    await tell(subscriptionCreated(subscription));
    return { json: subscriptionToWire(subscription) };
  },
  listSubscriptions: async ({ query: { customerId: customer, ...page } }) => ({
    json: mapPage(
      customer === undefined ? await subscriptionPage(page) : await customerSubscriptionPage(customer, page),
      subscriptionToWire,
    ),
  }),
  getSubscription: async ({ parameters }) => ({
    json: subscriptionToWire(await requireSubscription(subscriptionId(parameters.subscriptionId ?? ''))),
  }),
};

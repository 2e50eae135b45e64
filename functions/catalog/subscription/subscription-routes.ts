import { customerId } from '../../kernel/ids.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { creating, list, listing, reading } from '../../platform/http/route-kinds.ts';
import { customerIdSchema } from '../customer/customer-wire.ts';
import { newSubscriptionSchema } from './new-subscription-wire.ts';
import { subscriptionWire } from './subscription-wire.ts';

export const subscriptionRoutes = defineRoutes({
  createSubscription: {
    ...creating,
    path: '/subscriptions',
    summary: 'Put a customer on a plan, from now, from then, or since',
    body: newSubscriptionSchema,
    response: subscriptionWire,
  },
  listSubscriptions: {
    ...listing,
    path: '/subscriptions',
    summary: 'Subscriptions, newest first; with customerId those of one customer',
    query: pageQuery.extend({ customerId: customerIdSchema.transform(customerId).optional() }),
    response: list(subscriptionWire),
  },
  getSubscription: {
    ...reading,
    path: '/subscriptions/{subscriptionId}',
    summary: 'A subscription with its open period',
    response: subscriptionWire,
  },
});

import { z } from 'zod';
import { customerId } from '../../kernel/ids.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes, type Route } from '../../platform/http/route.ts';
import { couponRoutes } from '../coupon/coupon-routes.ts';
import { customerIdSchema, customerWire, paymentMethodSchema } from '../customer/customer-wire.ts';
import { customerChangeSchema, newCustomerSchema } from '../customer/new-customer-wire.ts';
import { meterWire, newMeterSchema } from '../meter/meter-schema.ts';
import { newPlanSchema, newPlanVersionSchema, planVersionWire } from '../plan/plan-wire.ts';
import { newSubscriptionSchema } from '../subscription/new-subscription-wire.ts';
import { subscriptionWire } from '../subscription/subscription-wire.ts';
import { taxRoutes } from '../tax/tax-routes.ts';
import { newTestClockSchema, testClockWire } from '../test-clock/test-clock-wire.ts';

const creating = { method: 'POST', access: 'admin', status: 201, creates: true } as const satisfies Partial<Route>;
const reading = { method: 'GET', access: 'read', status: 200 } as const satisfies Partial<Route>;
const listing = { ...reading, query: pageQuery } as const satisfies Partial<Route>;

const list = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });

const meterRoutes = defineRoutes({
  createMeter: {
    ...creating,
    path: '/meters',
    summary: 'Count a type of event',
    body: newMeterSchema,
    response: meterWire,
  },
  listMeters: { ...listing, path: '/meters', summary: 'Meters by key', response: list(meterWire) },
  getMeter: { ...reading, path: '/meters/{meterKey}', summary: 'A meter', response: meterWire },
});

const planRoutes = defineRoutes({
  createPlan: {
    ...creating,
    path: '/plans',
    summary: 'Make a plan: its version 1',
    body: newPlanSchema,
    response: planVersionWire,
  },
  listPlans: {
    ...listing,
    path: '/plans',
    summary: 'Plans in their latest versions, newest plan first',
    response: list(planVersionWire),
  },
  getPlan: { ...reading, path: '/plans/{planId}', summary: "A plan's latest version", response: planVersionWire },
  createPlanVersion: {
    ...creating,
    path: '/plans/{planId}/versions',
    summary: 'Make the next version of a plan; subscriptions stay on theirs',
    body: newPlanVersionSchema,
    response: planVersionWire,
  },
  listPlanVersions: {
    ...listing,
    path: '/plans/{planId}/versions',
    summary: 'All versions of a plan, latest first',
    response: list(planVersionWire),
  },
});

const customerRoutes = defineRoutes({
  createCustomer: {
    ...creating,
    path: '/customers',
    summary: 'Make a customer known, by the id that its events have as subject',
    body: newCustomerSchema,
    response: customerWire,
  },
  listCustomers: { ...listing, path: '/customers', summary: 'Customers, newest first', response: list(customerWire) },
  getCustomer: {
    ...reading,
    portal: 'path',
    path: '/customers/{customerId}',
    summary: 'A customer',
    response: customerWire,
  },
  changeCustomer: {
    method: 'PATCH',
    access: 'admin',
    path: '/customers/{customerId}',
    summary: 'Change a customer: what is left out stays; another time zone holds from the next period on',
    body: customerChangeSchema,
    response: customerWire,
    status: 200,
  },
  setPaymentMethod: {
    method: 'PUT',
    access: 'admin',
    path: '/customers/{customerId}/payment-method',
    summary: 'Give a customer another payment method; a failed charge is tried again with it at once',
    body: z.strictObject({ paymentMethod: paymentMethodSchema }),
    response: customerWire,
    status: 200,
  },
});

const subscriptionRoutes = defineRoutes({
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

const testClockRoutes = defineRoutes({
  createTestClock: {
    ...creating,
    path: '/test-clocks',
    summary: 'Make a time of its own for the customers that are put on it',
    body: newTestClockSchema,
    response: testClockWire,
  },
  listTestClocks: {
    ...listing,
    path: '/test-clocks',
    summary: 'Test clocks, newest first',
    response: list(testClockWire),
  },
  getTestClock: { ...reading, path: '/test-clocks/{testClockId}', summary: 'A test clock', response: testClockWire },
});

export const routes = {
  ...meterRoutes,
  ...planRoutes,
  ...customerRoutes,
  ...couponRoutes,
  ...taxRoutes,
  ...subscriptionRoutes,
  ...testClockRoutes,
};

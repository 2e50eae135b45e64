import type { Announcement } from '../../kernel/announcement.ts';
import { customerId, meterKey, planId, subscriptionId, testClockId } from '../../kernel/ids.ts';
import { unknownReference } from '../../kernel/meterline-error.ts';
import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { environmentNumber } from '../../platform/environment.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import type { Page } from '../../platform/http/page.ts';
import { log } from '../../platform/log.ts';
import { countFailure } from '../../platform/metrics.ts';
import { newId } from '../../platform/new-id.ts';
import {
  customerCreated,
  customerUpdated,
  graceVariable,
  meterCreated,
  paymentMethodUpdated,
  planVersionCreated,
  stage,
  subscriptionCreated,
  windowMinutesVariable,
} from '../contract.ts';
import { couponApi } from '../coupon/coupon-api.ts';
import {
  changeCustomer,
  createCustomer,
  customerNow,
  customerPage,
  findCustomer,
  requireCustomer,
  setPaymentMethod,
} from '../customer/customer-store.ts';
import { customerToWire } from '../customer/customer-wire.ts';
import { customerOf } from '../customer/new-customer-wire.ts';
import { assertOnWindows } from '../customer/time-zone.ts';
import { createMeter, loadMeters, meterPage, requireMeter } from '../meter/meter-store.ts';
import { meterOf, meterToWire } from '../meter/meter-wire.ts';
import { assertMetersFit } from '../plan/charge-meter.ts';
import { firstVersion, nextVersion } from '../plan/plan.ts';
import type { Prices } from '../plan/plan-prices.ts';
import {
  addPlanVersion,
  createPlan,
  findPlanVersion,
  latestPlanVersion,
  planPage,
  planVersionPage,
} from '../plan/plan-store.ts';
import { planVersionToWire } from '../plan/plan-wire.ts';
import type { NewSubscription } from '../subscription/new-subscription-wire.ts';
import { subscribe } from '../subscription/subscribe.ts';
import {
  createSubscription,
  customerSubscriptionPage,
  requireSubscription,
  subscriptionPage,
} from '../subscription/subscription-store.ts';
import { subscriptionToWire } from '../subscription/subscription-wire.ts';
import { taxApi } from '../tax/tax-api.ts';
import { testClockOf } from '../test-clock/test-clock.ts';
import { createTestClock, requireTestClock, testClockPage } from '../test-clock/test-clock-store.ts';
import { testClockToWire } from '../test-clock/test-clock-wire.ts';
import { routes } from './routes.ts';

/** The creation stands, heard of or not: a retry would find it and be refused. Nothing depends on these announcements. */
const tell = async (news: Announcement): Promise<void> => {
  try {
    await announce(stage, [news]);
  } catch (error) {
    log.error('announcement lost', { news, error });
    countFailure();
  }
};

export const handler = httpApi(routes, {
  createMeter: async ({ body }) => {
    const meter = meterOf(body, wallClock());
    await createMeter(meter);
    await tell(meterCreated(meter));
    return { json: meterToWire(meter) };
  },
  listMeters: async ({ query }) => ({ json: printed(await meterPage(query), meterToWire) }),
  getMeter: async ({ parameters }) => ({
    json: meterToWire(await requireMeter(meterKey(parameters.meterKey ?? ''))),
  }),

  createPlan: async ({ body }) => {
    await assertMeters(body.prices);
    const plan = firstVersion(body, wallClock());
    await createPlan(plan);
    await tell(planVersionCreated(plan));
    return { json: planVersionToWire(plan) };
  },
  listPlans: async ({ query }) => ({ json: printed(await planPage(query), planVersionToWire) }),
  getPlan: async ({ parameters }) => ({
    json: planVersionToWire(await latestPlanVersion(planId(parameters.planId ?? ''))),
  }),
  createPlanVersion: async ({ body, parameters }) => {
    const latest = await latestPlanVersion(planId(parameters.planId ?? ''));
    await assertMeters(body.prices);
    const plan = nextVersion(latest, body, wallClock());
    await addPlanVersion(plan);
    await tell(planVersionCreated(plan));
    return { json: planVersionToWire(plan) };
  },
  listPlanVersions: async ({ parameters, query }) => {
    const plan = await latestPlanVersion(planId(parameters.planId ?? ''));
    return { json: printed(await planVersionPage(plan.planId, query), planVersionToWire) };
  },

  createCustomer: async ({ body }) => {
    const customer = customerOf(body, wallClock());
    assertPeriodsOnWindows(body.timeZone);
    await createCustomer(customer);
    await tell(customerCreated(customer));
    return { json: customerToWire(customer) };
  },
  listCustomers: async ({ query }) => ({ json: printed(await customerPage(query), customerToWire) }),
  getCustomer: async ({ parameters }) => ({
    json: customerToWire(await requireCustomer(customerId(parameters.customerId ?? ''))),
  }),
  changeCustomer: async ({ body: { revision, ...change }, parameters }) => {
    if (change.timeZone !== undefined) assertPeriodsOnWindows(change.timeZone);
    const customer = await changeCustomer(customerId(parameters.customerId ?? ''), change, revision);
    if (Object.keys(change).length > 0) await tell(customerUpdated(customer));
    return { json: customerToWire(customer) };
  },
  setPaymentMethod: async ({ body, parameters }) => {
    const customer = await setPaymentMethod(customerId(parameters.customerId ?? ''), body.paymentMethod);
    await announce(stage, [paymentMethodUpdated(customer, body.paymentMethod, wallClock())]);
    return { json: customerToWire(customer) };
  },

  createSubscription: async ({ body }) => {
    const { customer, plan } = await partiesOf(body);
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
    await createSubscription(subscription, customer);
    await tell(subscriptionCreated(subscription));
    return { json: subscriptionToWire(subscription) };
  },
  listSubscriptions: async ({ query: { customerId: customer, ...page } }) => ({
    json: printed(
      customer === undefined ? await subscriptionPage(page) : await customerSubscriptionPage(customer, page),
      subscriptionToWire,
    ),
  }),
  getSubscription: async ({ parameters }) => ({
    json: subscriptionToWire(await requireSubscription(subscriptionId(parameters.subscriptionId ?? ''))),
  }),

  createTestClock: async ({ body }) => {
    const clock = testClockOf(testClockId(newId('clk')), body.now, wallClock());
    await createTestClock(clock);
    return { json: testClockToWire(clock) };
  },
  listTestClocks: async ({ query }) => ({ json: printed(await testClockPage(query), testClockToWire) }),
  getTestClock: async ({ parameters }) => ({
    json: testClockToWire(await requireTestClock(testClockId(parameters.testClockId ?? ''))),
  }),

  ...couponApi,
  ...taxApi,
});

/** @throws InvalidInput `time_zone_not_on_window` at `/timeZone` */
const assertPeriodsOnWindows = (timeZone: string): void =>
  assertOnWindows(timeZone, environmentNumber(windowMinutesVariable), wallClock());

const printed = <T, Wire>({ data, nextCursor }: Page<T>, toWire: (thing: T) => Wire): Page<Wire> => ({
  data: data.map(toWire),
  nextCursor,
});

/** @throws InvalidInput `unknown_meter`, `group_property_unknown`, `meter_without_amount` */
const assertMeters = async (prices: Prices): Promise<void> => assertMetersFit(prices, await loadMeters());

/** @throws InvalidInput `unknown_customer`, `unknown_plan`, `unknown_plan_version` */
const partiesOf = async ({ customerId: id, planId: plan, planVersion: version }: NewSubscription) => {
  const customer = await findCustomer(id);
  if (customer === undefined) throw unknownReference('customer', id, '/customerId');
  const latest = await findPlanVersion(plan);
  if (latest === undefined) throw unknownReference('plan', plan, '/planId');
  const chosen = version === undefined ? latest : await findPlanVersion(plan, version);
  if (chosen === undefined) throw unknownReference('plan_version', `${plan}@${version}`, '/planVersion');
  return { customer, plan: chosen };
};

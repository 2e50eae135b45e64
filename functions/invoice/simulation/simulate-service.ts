import type { Customer } from '../../catalog/customer/customer.ts';
import type { PlanVersion } from '../../catalog/plan/plan.ts';
import type { BillingPeriod } from '../../catalog/subscription/billing-period.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { onceByKey } from '../../kernel/once-by-key.ts';
import { usageSoFar } from '../../meter/usage/usage-service.ts';
import { loadClosing } from '../period/closing-service.ts';
import { periodLines } from '../period/period-lines.ts';
import {
  assertComparable,
  comparedPeriod,
  comparedTotal,
  type SimulatedCustomer,
  type SimulatedPeriod,
  type Stretch,
  simulatedPeriods,
  throughPlan,
} from './simulation.ts';

/** What a customer's usage costs at the plans it had, and what it would cost at another one. All usage of a period counts, late
 *  usage too. Both sides are rated now, without coupons, credits and taxes, so that only the prices differ. Nothing is written.
 *  @throws InvalidInput `currency_not_priced`, `interval_differs` at `/to/planId` */
export const simulate = async (
  customer: Customer,
  subscription: Subscription,
  plan: PlanVersion,
  stretch: Stretch,
): Promise<SimulatedCustomer> => {
  const { currency } = customer;
  const wanted = simulatedPeriods(subscription, stretch);
  assertComparable(plan, currency, subscription, wanted);
  const periods: SimulatedPeriod[] = [];
  for (const period of wanted) periods.push(await simulatePeriod(customer, subscription, plan, period));
  return {
    ...{ customerId: customer.id, subscriptionId: subscription.id, currency, periods },
    ...comparedTotal(periods, currency),
  };
};

const simulatePeriod = async (
  customer: Customer,
  subscription: Subscription,
  plan: PlanVersion,
  period: BillingPeriod,
): Promise<SimulatedPeriod> => {
  const read = readingOnce();
  const [old, next] = await Promise.all([
    loadClosing(customer, subscription, period, read),
    loadClosing(customer, throughPlan(subscription, plan), period, read),
  ]);
  return comparedPeriod(period, periodLines(old), periodLines(next), customer.currency);
};

/** Reads each meter once for both plans, so that both are rated by the same usage even while more is coming in. */
const readingOnce = (): typeof usageSoFar => {
  const read = onceByKey(
    (of: Parameters<typeof usageSoFar>) => usageSoFar(...of),
    ([, meter]) => meter,
  );
  return (...of) => read(of);
};

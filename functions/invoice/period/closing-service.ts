import type { Customer } from '../../catalog/customer/customer.ts';
import { requireMeter } from '../../catalog/meter/meter-store.ts';
import type { PlanVersion } from '../../catalog/plan/plan.ts';
import { requirePlanVersion } from '../../catalog/plan/plan-store.ts';
import type { BillingPeriod, Period } from '../../catalog/subscription/billing-period.ts';
import { lastPhaseOf, type Subscription, segmentsOf } from '../../catalog/subscription/subscription.ts';
import type { CustomerId, MeterKey } from '../../kernel/ids.ts';
import type { Usage } from '../../meter/usage/usage.ts';
import { usageBetween } from '../../meter/usage/usage-service.ts';
import { type Closing, type CountedMeter, meteredBy, metersOf, phasesOf, planIn, planKey, priceIn } from './closing.ts';

/** Reads what a customer used between two instants. */
type ReadUsage = (customer: CustomerId, meter: MeterKey, from: Period['start'], to: Period['end']) => Promise<Usage>;

/** Reads all that the invoice of a period is made of: plans, meters and usage.
 *  @param period by default the subscription's open one
 *  @param read which usage counts. By default what came in time, as invoices have it; a simulation has all that has
 *    come so far
 *  @throws Conflict `currency_not_priced`
 *  @throws NotFound `plan_version_not_found`, `meter_not_found` */
export const loadClosing = async (
  customer: Customer,
  subscription: Subscription,
  period: BillingPeriod = subscription.period,
  read: ReadUsage = usageBetween,
): Promise<Closing> => {
  const phases = phasesOf({ ...subscription, period }, period);
  const plans = await Promise.all(
    phases.map(
      async (phase): Promise<[string, PlanVersion]> => [
        planKey(phase),
        await requirePlanVersion(phase.planId, phase.planVersion),
      ],
    ),
  );
  const closing = { customer, subscription, period, plans: new Map(plans) };
  return { ...closing, metered: meteredBy(await loadUsage(closing, read)) };
};

/** Reads what the invoice of a final close is made of: it has no usage and no fees of its own, but the last plan.
 *  @param period the moment of the end
 *  @throws NotFound `plan_version_not_found` */
export const loadAfterEnd = async (
  customer: Customer,
  subscription: Subscription,
  period: BillingPeriod,
): Promise<Closing> => {
  const phase = lastPhaseOf(subscription, period);
  const plan = await requirePlanVersion(phase.planId, phase.planVersion);
  return { customer, subscription, period, plans: new Map([[planKey(phase), plan]]), metered: meteredBy(new Map()) };
};

const loadUsage = async (
  closing: Omit<Closing, 'metered'>,
  read: ReadUsage,
): Promise<ReadonlyMap<MeterKey, CountedMeter>> => {
  const { customer, subscription, period } = closing;
  const charges = segmentsOf(subscription, period).flatMap(
    ({ phase }) => priceIn(planIn(closing, phase), customer.currency).charges,
  );
  const counted = metersOf(charges).map(async (key): Promise<[MeterKey, CountedMeter]> => {
    const [meter, { readings }] = await Promise.all([
      requireMeter(key),
      read(customer.id, key, period.start, period.end),
    ]);
    return [key, { meter, readings }];
  });
  return new Map(await Promise.all(counted));
};

import { customerNow, requireCustomer } from '../catalog/customer/customer-store.ts';
import { requireMeter } from '../catalog/meter/meter-store.ts';
import { requirePlanVersion } from '../catalog/plan/plan-store.ts';
import type { BillingPeriod } from '../catalog/subscription/billing-period.ts';
import type { Subscription } from '../catalog/subscription/subscription.ts';
import { activeSubscription } from '../catalog/subscription/subscription-store.ts';
import { issuedStatuses } from '../invoice/invoice.ts';
import { loadBilledAhead } from '../invoice/late/earlier-billing-service.ts';
import { metersOf, phasesOf, planKey, priceIn } from '../invoice/period/closing.ts';
import type { BilledAhead } from '../invoice/period/period-lines.ts';
import { invoicesOfCustomer } from '../invoice/store/list-store.ts';
import type { CustomerId, MeterKey } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { type CountRead, countersAtMost, TooManyCounters } from '../meter/shard/counters-between-store.ts';
import { usageSoFar } from '../meter/usage/usage-service.ts';
import type { Currency } from '../money/currency.ts';
import { openPeriods } from './open-periods.ts';
import type { Facts, MeteredPeriod, Running } from './summary-facts.ts';

/** Invoices in one summary, and so periods that have one. */
const invoicesShown = 12;

/** Ended periods without an invoice that one summary prices: the newest ones. A subscription that was made with a start long ago has
 *  many of them until they are closed. */
const endedShown = 3;

/** Counters that one summary reads, of all meters and periods: about 20 MB, in a few seconds. */
const maxCounters = 100_000;

/** Reads all that a customer's summary is made of.
 *  @param wallNow by the wall clock; a test clock may set another time for the customer
 *  @throws NotFound `customer_not_found` */
export const loadFacts = async (id: CustomerId, wallNow: Instant): Promise<Facts> => {
  const customer = await requireCustomer(id);
  const [now, subscription, invoices] = await Promise.all([
    customerNow(customer, wallNow),
    activeSubscription(id),
    invoicesOfCustomer(id, { limit: invoicesShown }, issuedStatuses),
  ]);
  const running = subscription === undefined ? undefined : await loadBounded(subscription, customer.currency, now);
  return { customer, now, running, invoices: invoices.data, invoicesCursor: invoices.nextCursor };
};

/** A page that shows a link asks every few seconds, and so the work of a summary has a bound. */
const loadBounded = async (...of: Parameters<typeof loadRunning>): Promise<Running | 'too_large'> => {
  try {
    return await loadRunning(...of);
  } catch (error) {
    if (error instanceof TooManyCounters) return 'too_large';
    throw error;
  }
};

/** The open periods of a subscription with their usage, and the plan versions and meters that price them. */
const loadRunning = async (subscription: Subscription, currency: Currency, now: Instant): Promise<Running> => {
  const { ended, current } = openPeriods(subscription, now);
  const shown = [...ended.slice(-endedShown), current];
  const phases = new Set(shown.flatMap((period) => phasesOf({ ...subscription, period }, period)));
  const versions = await Promise.all([...phases].map((phase) => requirePlanVersion(phase.planId, phase.planVersion)));
  const plans = new Map(versions.map((one) => [planKey({ planId: one.planId, planVersion: one.version }), one]));
  const keys = metersOf(versions.flatMap((version) => priceIn(version, currency).charges));
  const count = countersAtMost(maxCounters);
  const metered = async (period: BillingPeriod) => ({
    ...(await meteredPeriod(subscription.customerId, keys, period, count)),
    billedAhead: await billedFor(subscription, period),
  });
  const [meters, currentPeriod, endedPeriods] = await Promise.all([
    Promise.all(keys.map(requireMeter)),
    metered(current),
    Promise.all(shown.slice(0, -1).map(metered)),
  ]);
  return { subscription, plans, meters, ended: endedPeriods, current: currentPeriod };
};

/** A fee in advance is billed by the close of the period before. Until that is done, it is on that invoice all the same. */
const billedFor = async (subscription: Subscription, period: BillingPeriod): Promise<BilledAhead> =>
  period.index > subscription.period.index ? 'by the invoice before' : (await loadBilledAhead(subscription)).billedFees;

const meteredPeriod = async (
  customer: CustomerId,
  keys: readonly MeterKey[],
  period: BillingPeriod,
  count: CountRead,
): Promise<Omit<MeteredPeriod, 'billedAhead'>> => {
  const usage = await Promise.all(
    keys.map(
      async (key) => [key, await usageSoFar(customer, key, period.start, period.end, undefined, count)] as const,
    ),
  );
  return { period, usage: new Map(usage) };
};

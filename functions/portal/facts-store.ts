import { customerNow, requireCustomer } from '../catalog/customer-store.ts';
import type { CustomerId, MeterKey } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import { requireMeter } from '../catalog/meter-store.ts';
import { requirePlanVersion } from '../catalog/plan-store.ts';
import type { Subscription } from '../catalog/subscription.ts';
import { activeSubscription } from '../catalog/subscription-store.ts';
import { chargesIn, metersOf } from '../invoice/draft.ts';
import { issuedStatuses } from '../invoice/invoice.ts';
import { invoicesOfCustomer } from '../invoice/list-store.ts';
import { usageSoFar } from '../meter/usage-store.ts';
import type { Currency } from '../money/currency.ts';
import type { Facts, MeteredPeriod, Running } from './facts.ts';
import { type OpenPeriod, openPeriods } from './open-periods.ts';

/** Invoices, and so past periods, in one summary. */
const invoicesShown = 12;

/** Ended periods without an invoice that are priced for one summary: the newest. A subscription that began long ago has
 *  more of them for a moment. */
const endedShown = 3;

/** @param wallNow by the wall clock
 *  @throws NotFound `customer_not_found` */
export const loadFacts = async (id: CustomerId, wallNow: Instant): Promise<Facts> => {
  const customer = await requireCustomer(id);
  const [now, subscription, invoices] = await Promise.all([
    customerNow(customer, wallNow),
    activeSubscription(id),
    invoicesOfCustomer(id, { limit: invoicesShown }, issuedStatuses),
  ]);
  const running = subscription === undefined ? undefined : await loadRunning(subscription, customer.currency, now);
  return { customer, now, running, invoices: invoices.data, invoicesCursor: invoices.nextCursor };
};

const loadRunning = async (subscription: Subscription, currency: Currency, now: Instant): Promise<Running> => {
  const version = await requirePlanVersion(subscription.planId, subscription.planVersion);
  const keys = metersOf(chargesIn(version, currency));
  const { ended, current } = openPeriods(subscription, version.interval, now);
  const metered = (open: OpenPeriod) => meteredPeriod(subscription.customerId, keys, open);
  const [meters, endedPeriods, currentPeriod] = await Promise.all([
    Promise.all(keys.map(requireMeter)),
    Promise.all(ended.slice(-endedShown).map(metered)),
    metered(current),
  ]);
  return { subscription, version, meters, ended: endedPeriods, current: currentPeriod };
};

const meteredPeriod = async (
  customer: CustomerId,
  keys: readonly MeterKey[],
  open: OpenPeriod,
): Promise<MeteredPeriod> => {
  const usage = await Promise.all(
    keys.map(async (key) => [key, await usageSoFar(customer, key, open.period.start, open.period.end)] as const),
  );
  return { ...open, usage: new Map(usage) };
};

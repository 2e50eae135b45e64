import { requireCustomer } from '../catalog/customer-store.ts';
import { type CustomerId, type InvoiceId, invoiceIdOf } from '../catalog/ids.ts';
import { Conflict } from '../catalog/meterline-error.ts';
import { requirePlanVersion } from '../catalog/plan-store.ts';
import type { Period } from '../catalog/subscription.ts';
import { requireSubscription } from '../catalog/subscription-store.ts';
import { usageBetween } from '../meter/usage-store.ts';
import { announce } from '../platform/bus.ts';
import { wallClock } from '../platform/clock.ts';
import { task } from '../platform/task.ts';
import { loadCarried } from './carried-store.ts';
import { closeSchema } from './contract.ts';
import { chargesIn, draft, metersOf, type UsageByMeter } from './draft.ts';
import { findInvoice, saveDraft } from './store.ts';
import { unbilledAnnouncement } from './unbilled.ts';

/** Prices the frozen period, and what came late for those before it, once. What cannot be billed is announced before the
 *  draft is kept, so that a crash in between announces again rather than never. */
export const handler = task(closeSchema, async ({ subscriptionId, periodEnd }): Promise<{ invoiceId: InvoiceId }> => {
  const invoiceId = invoiceIdOf(subscriptionId, periodEnd);
  if ((await findInvoice(invoiceId)) !== undefined) return { invoiceId };
  const subscription = await requireSubscription(subscriptionId);
  if (subscription.period.end !== periodEnd) {
    throw new Conflict('period_not_open', `The open period of ${subscriptionId} does not end at ${periodEnd}.`);
  }
  const customer = await requireCustomer(subscription.customerId);
  const version = await requirePlanVersion(subscription.planId, subscription.planVersion);
  const meters = metersOf(chargesIn(version, customer.currency));
  const usage = await usageOf(customer.id, meters, subscription.period);
  const { carried, unbilled } = await loadCarried(subscription, version.interval, customer.currency);
  await announce(
    'invoice',
    unbilled.map((one) => unbilledAnnouncement(subscription, one)),
  );
  await saveDraft(draft({ subscription, customer, version, usage, at: wallClock() }, carried));
  return { invoiceId };
});

const usageOf = async (
  customer: CustomerId,
  meters: ReturnType<typeof metersOf>,
  { start, end }: Period,
): Promise<UsageByMeter> => {
  const totals = meters.map(async (meter) => {
    const { total } = await usageBetween(customer, meter, start, end);
    return [meter, total] as const;
  });
  return new Map(await Promise.all(totals));
};

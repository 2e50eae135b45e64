import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import { requireSubscription } from '../../catalog/subscription/subscription-store.ts';
import { type InvoiceId, invoiceIdOf } from '../../kernel/ids.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { closeSchema } from '../contract.ts';
import { assertChildrenClosed } from '../draft/family-store.ts';
import { keep } from '../draft/keep-store.ts';
import { loadTaken } from '../draft/taken-store.ts';
import { finalizeHeld } from '../issue/release-service.ts';
import { loadCarried } from '../late/carried-store.ts';
import { unbilledAnnouncement } from '../late/unbilled.ts';
import { loadClosing } from '../period/closing-store.ts';
import { statementLines } from '../period/period-lines.ts';
import { findInvoice } from '../store/invoice-store.ts';

/** Prices the frozen period, and what came late for those before it, once. What cannot be billed is announced before the
 *  draft is kept, so that a crash in between announces again rather than never. A child of a family gets a statement. */
export const handler = task(closeSchema, async ({ subscriptionId, periodEnd }): Promise<{ invoiceId: InvoiceId }> => {
  const invoiceId = invoiceIdOf(subscriptionId, periodEnd);
  if ((await findInvoice(invoiceId)) !== undefined) return { invoiceId };
  const subscription = await requireSubscription(subscriptionId);
  if (subscription.period.end !== periodEnd) {
    throw new Conflict('period_not_open', `The open period of ${subscriptionId} does not end at ${periodEnd}.`);
  }
  const customer = await requireCustomer(subscription.customerId);
  await assertChildrenClosed(customer.id, subscription.period);
  await finalizeHeld(customer.id);
  const [closing, { carried, unbilled }, taken] = await Promise.all([
    loadClosing(customer, subscription),
    loadCarried(subscription),
    loadTaken(customer, subscription.period, invoiceId),
  ]);
  await announce(
    'invoice',
    unbilled.map((one) => unbilledAnnouncement(subscription, one)),
  );
  const now = wallClock();
  const payable = { invoiceId, customer, period: subscription.period, at: await customerNow(customer, now) };
  const lines = [...statementLines(closing, carried), ...taken.lines];
  await keep({ closing, lines, taken, payable }, now);
  return { invoiceId };
});

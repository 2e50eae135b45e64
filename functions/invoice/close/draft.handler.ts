import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import { requireSubscription } from '../../catalog/subscription/subscription-store.ts';
import { type InvoiceId, invoiceIdOf } from '../../kernel/ids.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { closeSchema } from '../contract.ts';
import { assertChildrenClosed } from '../draft/family-store.ts';
import { keep } from '../draft/keep-service.ts';
import { loadTaken } from '../draft/taken-service.ts';
import { finalizeHeld } from '../issue/finalize-now-service.ts';
import { loadEarlierBilling } from '../late/earlier-billing-service.ts';
import { unbilledAnnouncement } from '../late/unbilled.ts';
import { loadClosing } from '../period/closing-service.ts';
import { closingLines } from '../period/period-lines.ts';
import { findInvoice } from '../store/invoice-store.ts';

/** Makes the draft of a period that is frozen, once: the period's usage and fees, what came late for earlier periods, and what
 *  waits for an invoice. A child of a family gets a statement instead. Late usage that no invoice can bill is announced before
 *  the draft is kept: after a crash in between, it is announced again rather than never. */
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
  const [closing, { earlier, unbilled }, taken] = await Promise.all([
    loadClosing(customer, subscription),
    loadEarlierBilling(subscription),
    loadTaken(customer, subscription.period, invoiceId),
  ]);
  await announce(
    'invoice',
    unbilled.map((one) => unbilledAnnouncement(subscription, one)),
  );
  const now = wallClock();
  const payable = { invoiceId, customer, period: subscription.period, at: await customerNow(customer, now) };
  const lines = [...closingLines(closing, earlier), ...taken.lines];
  await keep({ closing, lines, taken, payable }, now);
  return { invoiceId };
});

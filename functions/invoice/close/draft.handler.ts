import type { Customer } from '../../catalog/customer/customer.ts';
import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { requireSubscription } from '../../catalog/subscription/subscription-store.ts';
import { type InvoiceId, invoiceIdOf } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { documentMark } from '../../meter/shard/unsettled-store.ts';
import { announce } from '../../platform/bus.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { closeSchema } from '../contract.ts';
import { assertChildrenClosed, payingParent, statementsFor } from '../draft/family-store.ts';
import { keep, type Making, settle } from '../draft/keep-service.ts';
import { loadTaken } from '../draft/taken-service.ts';
import { finalizeHeld } from '../issue/finalize-now-service.ts';
import { loadEarlierBilling, loadLateAfterEnd } from '../late/earlier-billing-service.ts';
import { isFinalClose, momentOfEnd } from '../late/final-close.ts';
import { parentBilled } from '../late/final-close-service.ts';
import { type Unbilled, unbilledAnnouncement } from '../late/unbilled.ts';
import { loadAfterEnd, loadClosing } from '../period/closing-service.ts';
import { closingLines } from '../period/period-lines.ts';
import { changingWrites } from '../standing/later-store.ts';
import { findInvoice } from '../store/invoice-store.ts';

/** `nothing`: a final close has found nothing to bill, and so there is no invoice. */
interface Drafted {
  readonly outcome: 'drafted' | 'nothing';
  readonly invoiceId: InvoiceId;
}

/** What a close makes a draft of. */
interface Close {
  readonly invoiceId: InvoiceId;
  readonly customer: Customer;
  readonly subscription: Subscription;
  readonly periodEnd: Instant;
}

/** Makes the draft of a close that is frozen, once. A child of a family gets a statement instead. Late usage that no invoice can
 *  bill is announced before the draft is kept: after a crash in between, it is announced again rather than never. */
export const handler = task(closeSchema, async ({ subscriptionId, periodEnd }): Promise<Drafted> => {
  const invoiceId = invoiceIdOf(subscriptionId, periodEnd);
  const before = await findInvoice(invoiceId);
  if (before !== undefined) {
    await settle(before);
    return { outcome: 'drafted', invoiceId };
  }
  const subscription = await requireSubscription(subscriptionId);
  const isFinal = isFinalClose(subscription, periodEnd);
  if (!isFinal && subscription.period.end !== periodEnd) {
    throw new Conflict('period_not_open', `The open period of ${subscriptionId} does not end at ${periodEnd}.`);
  }
  const customer = await requireCustomer(subscription.customerId);
  const close = { invoiceId, customer, subscription, periodEnd };
  const making = isFinal ? await afterEnd(close) : await ofPeriod(close);
  if (making === undefined) return { outcome: 'nothing', invoiceId };
  await keep(making, wallClock());
  return { outcome: 'drafted', invoiceId };
});

/** The invoice of a period: the period's usage and fees, what came late for earlier periods, and what waits for an invoice. */
const ofPeriod = async (close: Close): Promise<Making> => {
  const { invoiceId, customer, subscription } = close;
  const { period } = subscription;
  await assertChildrenClosed(customer.id, period);
  await finalizeHeld(customer.id);
  const [closing, { earlier, unbilled, changed }, taken, parent] = await Promise.all([
    loadClosing(customer, subscription),
    loadEarlierBilling(subscription),
    loadTaken(customer, period, invoiceId),
    payingParent(customer, period),
  ]);
  await tell(close, unbilled);
  const payable = { invoiceId, customer, period, at: await customerNow(customer, wallClock()) };
  const lines = [...closingLines(closing, earlier), ...taken.lines];
  return { closing, lines, taken, payable, parent, also: changingWrites(invoiceId, lines, changed) };
};

/** The invoice of a final close: what came late after the last period was closed, and what waits for an invoice. It has no
 *  discounts of its own: an adjustment brings what its line was discounted by. Undefined where all of it comes to nothing,
 *  unless manual lines have been taken for it: an earlier run of the step did that and crashed, and another one may be at work
 *  yet. They are billed here, since nobody else would: to let them wait again could bill them twice.
 *
 *  The statement of a child marks its parent, since the parent may have ended, too: then a final close of the parent takes it. */
const afterEnd = async (close: Close): Promise<Making | undefined> => {
  const { invoiceId, customer, subscription, periodEnd } = close;
  const period = momentOfEnd(subscription);
  await finalizeHeld(customer.id);
  const [closing, late, children, waiting, parent] = await Promise.all([
    loadAfterEnd(customer, subscription, period),
    loadLateAfterEnd(subscription, periodEnd),
    statementsFor(customer, null, invoiceId),
    loadTaken(customer, period, invoiceId),
    parentBilled(customer.parentId, subscription),
  ]);
  await tell(close, late.unbilled);
  const isNothing = children.length === 0 && late.lines.every(({ amount }) => amount.amount.isZero());
  if (isNothing && !waiting.waiting.some((line) => line.invoiceId === invoiceId)) return undefined;
  const taken = { ...waiting, discounts: [] };
  const payable = { invoiceId, customer, period, at: await customerNow(customer, wallClock()) };
  const changing = changingWrites(invoiceId, late.lines, late.changed);
  const also = parent === undefined ? changing : [documentMark(parent, invoiceId), ...changing];
  return { closing, lines: [...late.lines, ...taken.lines], taken, payable, parent, also };
};

const tell = ({ subscription, periodEnd }: Close, unbilled: readonly Unbilled[]): Promise<void> =>
  announce(
    'invoice',
    unbilled.map((one) => unbilledAnnouncement(subscription, periodEnd, one)),
  );

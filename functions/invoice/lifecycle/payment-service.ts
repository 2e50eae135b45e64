import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { transact, untilWritten } from '../../platform/table/transaction.ts';
import { balanceOf, moveBalance } from '../credit/balance-store.ts';
import { type Cause, entryOf } from '../credit/ledger-entry.ts';
import { movement } from '../credit/ledger-store.ts';
import type { Invoice } from '../invoice.ts';
import { notOpen, replaceIssued, requireInvoice } from '../store/invoice-store.ts';
import { assertPayable } from './payable.ts';
import { isOwed, type Payment, paidBy } from './payment.ts';

/** Makes an open or uncollectible invoice paid by money that came in elsewhere, as an operator says. It pays what remains at the
 *  moment of the write. So nothing is ever too much, and whoever is refused has moved nothing: a second transfer, of which
 *  nobody here has seen the money, is for the operator to book. The same reference again changes nothing.
 *  @param reference what the payment is known by
 *  @param at in the customer's time
 *  @throws Conflict those of `assertPayable`; NotFound `invoice_not_found`; Contended `payment_contended` */
export const payElsewhere = (id: InvoiceId, reference: string, at: Instant): Promise<Invoice> =>
  untilWritten('payment', reference, async () => {
    const invoice = await requireInvoice(id);
    const payable = assertPayable(invoice, reference);
    if (payable === undefined) return invoice;
    const { invoice: paid } = paidBy(payable, { paymentId: reference, amount: payable.amountRemaining, at });
    return (await transact(await replaceIssued(invoice, paid))) ? paid : undefined;
  });

/** Books a charge that has succeeded: it makes an open or uncollectible invoice paid. No money that came in is lost: what the
 *  payment exceeds the remaining amount by becomes balance, and so does the whole payment where something else has settled the
 *  invoice meanwhile. If the invoice was paid by the same payment before, nothing changes.
 *  @throws Conflict `invoice_not_open` when the payment is on the balance, or the invoice was never open
 *  @throws Conflict `payment_too_small`; NotFound `invoice_not_found`; Contended `payment_contended` */
export const markPaid = (id: InvoiceId, payment: Payment): Promise<Invoice> =>
  untilWritten('payment', payment.paymentId, async () => {
    const { paymentId, amount, at } = payment;
    const invoice = await requireInvoice(id);
    if (invoice.status === 'paid' && invoice.paymentId === paymentId) return invoice;
    if (invoice.number === null) throw notOpen(invoice);
    const { customerId } = invoice;
    const cause: Cause = { kind: 'overpayment', invoiceId: id, paymentId };
    if (!isOwed(invoice)) {
      await moveBalance(customerId, cause, amount, at);
      throw notOpen(invoice);
    }
    const { invoice: paid, excess } = paidBy(invoice, payment);
    if (excess.amount.isZero()) return (await transact(await replaceIssued(invoice, paid))) ? paid : undefined;
    const balance = await balanceOf(customerId, amount.currency);
    const writes = [await replaceIssued(invoice, paid), ...movement(balance, entryOf(balance, cause, excess, at))];
    return (await transact(...writes)) ? paid : undefined;
  });

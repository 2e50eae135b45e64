import { Conflict } from '../../kernel/meterline-error.ts';
import type { Invoice } from '../invoice.ts';
import { isOwed, type OwedInvoice } from './payment.ts';

/** The invoice, if a payment from elsewhere may settle it: if it is open or uncollectible. Undefined where this very payment
 *  has settled it before, so that nothing is to be done.
 *  @throws Conflict `invoice_not_final`, `invoice_paid`, `invoice_not_open` */
export const assertPayable = (invoice: Invoice, paymentId: string): OwedInvoice | undefined => {
  const { id, status } = invoice;
  if (isOwed(invoice)) return invoice;
  if (status === 'draft') throw new Conflict('invoice_not_final', `Invoice ${id} is a draft: finalize it first.`);
  if (status !== 'paid') throw new Conflict('invoice_not_open', `Invoice ${id} is ${status}, not open.`);
  if (invoice.paymentId !== paymentId) throw new Conflict('invoice_paid', `Invoice ${id} is paid already.`);
  return undefined;
};

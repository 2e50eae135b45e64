import { Conflict } from '../../kernel/meterline-error.ts';
import type { Invoice } from '../invoice.ts';

/** Refuses a payment from elsewhere, unless the invoice is open or uncollectible, or was paid by this very payment before.
 *  @throws Conflict `invoice_not_final`, `invoice_paid`, `invoice_not_open` */
export const assertPayable = (invoice: Invoice, paymentId: string): void => {
  const { id, status } = invoice;
  if (status === 'open' || status === 'uncollectible') return;
  if (status === 'draft') throw new Conflict('invoice_not_final', `Invoice ${id} is a draft: finalize it first.`);
  if (status !== 'paid') throw new Conflict('invoice_not_open', `Invoice ${id} is ${status}, not open.`);
  if (invoice.paymentId !== paymentId) throw new Conflict('invoice_paid', `Invoice ${id} is paid already.`);
};

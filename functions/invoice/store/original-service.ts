import type { InvoiceId } from '../../kernel/ids.ts';
import type { Invoice } from '../invoice.ts';
import { requireInvoice } from './invoice-store.ts';

/** The first of the invoices that replace one another: what uses of discounts and manual lines are kept under. */
export const originalIdOf = async (invoice: Pick<Invoice, 'id' | 'replaces'>): Promise<InvoiceId> => {
  let one = invoice;
  while (one.replaces !== null) one = await requireInvoice(one.replaces);
  return one.id;
};

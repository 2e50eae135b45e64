import type { InvoiceId } from '../../kernel/ids.ts';
import type { Invoice } from '../invoice.ts';
import { requireListed } from './invoice-store.ts';

/** The first of the invoices that replace one another. Periods of discounts and manual lines are noted as taken by
 *  this one, and so a replacement need not take them again.
 *  @throws NotFound `invoice_not_found` */
export const originalIdOf = async (invoice: Pick<Invoice, 'id' | 'replaces'>): Promise<InvoiceId> => {
  let one = invoice;
  while (one.replaces !== null) one = await requireListed(one.replaces);
  return one.id;
};

import type { InvoiceId } from '../catalog/ids.ts';
import type { Invoice } from './invoice.ts';
import { findInvoice, requireInvoice } from './store.ts';

/** The invoice, or where it is void the one that stands in for it; strongly consistent.
 *  @throws NotFound `invoice_not_found` */
export const requireStanding = async (id: InvoiceId): Promise<Invoice> => standing(await requireInvoice(id));

/** As `requireStanding`; undefined where there is none. */
export const findStanding = async (id: InvoiceId): Promise<Invoice | undefined> => {
  const invoice = await findInvoice(id);
  return invoice === undefined ? undefined : standing(invoice);
};

const standing = async (invoice: Invoice): Promise<Invoice> => {
  let one = invoice;
  while (one.status === 'void' && one.replacedBy !== null) one = await requireInvoice(one.replacedBy);
  return one;
};

import type { InvoiceId } from '../../kernel/ids.ts';
import { historiesOf } from '../credit-note/line-history-service.ts';
import type { Invoice } from '../invoice.ts';
import { billedTax } from '../standing/billed-tax.ts';
import { findStanding, requireStanding } from '../standing/standing-service.ts';
import type { EarlierInvoice } from './earlier-invoice.ts';

/** An earlier invoice, and the one that is paid for it. */
export interface Billed {
  readonly billed: EarlierInvoice;
  /** As it was read before what came back of the lines. */
  readonly paying: Invoice;
}

/** What an invoice (or the one that stands in its place) has billed its own customer, and what came back of it. A
 *  consolidated invoice is without the lines of the children. A child's statement has the number and the status of the
 *  parent's invoice that it is on.
 *  @throws NotFound `invoice_not_found` */
export const requireBilled = async (id: InvoiceId): Promise<Billed> => billed(await requireStanding(id));

/** As `requireBilled`, but undefined where there is no such invoice. */
export const findBilled = async (id: InvoiceId): Promise<Billed | undefined> => {
  const invoice = await findStanding(id);
  return invoice === undefined ? undefined : billed(invoice);
};

const billed = async (invoice: Invoice): Promise<Billed> => {
  const { id, currency, customerId, discounts } = invoice;
  const { paying, byLine } = await historiesOf(invoice);
  const own = invoice.lines.filter((line) => line.customerId === customerId);
  const lines = own.map((line) => ({ ...line, tax: billedTax(line, { holder: invoice, paying }) }));
  // While the parent's invoice is a draft, the statement counts by itself.
  const { number, status } = paying.status === 'draft' ? invoice : paying;
  return { billed: { id, currency, number, status, discounts, lines, histories: byLine }, paying };
};

import type { InvoiceId } from '../../kernel/ids.ts';
import type { Money } from '../../money/money.ts';
import { notesOf } from '../credit-note/credit-note-store.ts';
import { creditedByLine } from '../credit-note/uncredited.ts';
import type { CreditedInvoice, Invoice, InvoiceLine } from '../invoice.ts';
import { findInvoice, requireInvoice } from '../store/invoice-store.ts';
import { consolidatedLine } from './consolidated-line.ts';

/** The invoice; or, where it is void and was replaced, the one that stands in its place now. Strongly consistent.
 *  @throws NotFound `invoice_not_found` */
export const requireStanding = async (id: InvoiceId): Promise<Invoice> => standing(await requireInvoice(id));

/** As `requireStanding`, but undefined where there is no such invoice. */
export const findStanding = async (id: InvoiceId): Promise<Invoice | undefined> => {
  const invoice = await findInvoice(id);
  return invoice === undefined ? undefined : standing(invoice);
};

const standing = async (invoice: Invoice): Promise<Invoice> => {
  let one = invoice;
  while (one.status === 'void' && one.replacedBy !== null) one = await requireInvoice(one.replacedBy);
  return one;
};

/** What an invoice (or the one that stands in its place) has billed its own customer. A consolidated invoice is
 *  without the lines of the children. A child's statement has the number and the status of the parent's invoice that
 *  it is on.
 *  @throws NotFound `invoice_not_found` */
export const requireBilled = async (id: InvoiceId): Promise<CreditedInvoice> => billed(await requireStanding(id));

/** As `requireBilled`, but undefined where there is no such invoice. */
export const findBilled = async (id: InvoiceId): Promise<CreditedInvoice | undefined> => {
  const invoice = await findStanding(id);
  return invoice === undefined ? undefined : billed(invoice);
};

const billed = async (invoice: Invoice): Promise<CreditedInvoice> => {
  const { id, currency, customerId, discounts } = invoice;
  const payer = await payerOf(invoice);
  const own = invoice.lines.filter((line) => line.customerId === customerId);
  // Of a child, the parent's invoice says how it was taxed.
  const lines = own.map((line) => ({ ...line, tax: consolidatedLine(payer, line)?.tax ?? line.tax }));
  const { number, status } = payer;
  return { id, currency, number, status, discounts, lines, credited: await creditedOf(lines, payer) };
};

/** What credit notes have taken back of lines. Credit notes are for the invoice that is paid, on which a child's
 *  lines may have other ids than on its statement. */
const creditedOf = async (lines: readonly InvoiceLine[], payer: Invoice): Promise<ReadonlyMap<string, Money>> => {
  if (payer.amountCredited.amount.isZero()) return new Map();
  const taken = creditedByLine(payer, await notesOf(payer.id));
  return new Map(
    lines.flatMap((line): [string, Money][] => {
      const credited = taken.get(consolidatedLine(payer, line)?.id ?? '');
      return credited === undefined ? [] : [[line.id, credited]];
    }),
  );
};

/** The invoice that is paid for this one: for a statement, the parent's. While that is a draft, the statement counts
 *  by itself. */
const payerOf = async (invoice: Invoice): Promise<Invoice> => {
  if (invoice.status !== 'statement' || invoice.consolidatedInto === null) return invoice;
  const parent = await requireStanding(invoice.consolidatedInto);
  return parent.status === 'draft' ? invoice : parent;
};

/** The invoice that is paid: the one that stands; for a child's statement that is on a parent's invoice, that one. */
export const findPaying = async (id: InvoiceId): Promise<Invoice | undefined> => {
  const invoice = await findStanding(id);
  if (invoice?.status !== 'statement' || invoice.consolidatedInto === null) return invoice;
  return requireStanding(invoice.consolidatedInto);
};

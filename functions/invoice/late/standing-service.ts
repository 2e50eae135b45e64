import type { InvoiceId } from '../../kernel/ids.ts';
import type { Money } from '../../money/money.ts';
import { notesOf } from '../credit-note/credit-note-store.ts';
import { creditedByLine } from '../credit-note/uncredited.ts';
import type { CreditedInvoice, Invoice, InvoiceLine } from '../invoice.ts';
import { findInvoice, requireInvoice } from '../store/invoice-store.ts';
import { consolidatedLine } from './consolidated-line.ts';

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

/** What stands of an invoice as far as it bills its own customer: of a consolidated one, without the children's lines; of a
 *  child's statement, with number and fate of the parent's invoice.
 *  @throws NotFound `invoice_not_found` */
export const requireBilled = async (id: InvoiceId): Promise<CreditedInvoice> => billed(await requireStanding(id));

/** As `requireBilled`; undefined where there is none. */
export const findBilled = async (id: InvoiceId): Promise<CreditedInvoice | undefined> => {
  const invoice = await findStanding(id);
  return invoice === undefined ? undefined : billed(invoice);
};

const billed = async (invoice: Invoice): Promise<CreditedInvoice> => {
  const { id, currency, customerId, discounts } = invoice;
  const payer = await payerOf(invoice);
  const lines = invoice.lines.filter((line) => line.customerId === customerId);
  const { number, status } = payer;
  return { id, currency, number, status, discounts, lines, credited: await creditedOf(lines, payer) };
};

/** Credit notes are of the invoice that is paid, which may have the lines in other places. */
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

/** A statement stands, whether the parent's invoice is final yet or not. */
const payerOf = async (invoice: Invoice): Promise<Invoice> => {
  if (invoice.status !== 'statement' || invoice.consolidatedInto === null) return invoice;
  const parent = await requireStanding(invoice.consolidatedInto);
  return parent.status === 'draft' ? invoice : parent;
};

/** The invoice that stands; for a child's statement that is part of one, its parent's. */
export const findPaying = async (id: InvoiceId): Promise<Invoice | undefined> => {
  const invoice = await findStanding(id);
  if (invoice?.status !== 'statement' || invoice.consolidatedInto === null) return invoice;
  return requireStanding(invoice.consolidatedInto);
};

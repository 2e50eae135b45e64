import { add, compare, type Money, subtract, total } from '../../money/money.ts';
import type { DocumentSource, SourceLine, SourceTotals } from '../document/document-source.ts';
import type { Invoice } from '../invoice.ts';
import type { Seller } from '../seller.ts';
import type { CreditedLine, CreditNote } from './credit-note.ts';

/** What is told of a credit note.
 *  @param invoice that it corrects
 *  @param seller of the stack's settings */
export const creditNoteSource = (note: CreditNote, invoice: Invoice, seller: Seller): DocumentSource => {
  const { id, number, createdAt, issuedAt, customerId, currency, timeZone, buyer, reason } = note;
  const lines = linesOf(note, invoice);
  const totals = totalsOf(note, invoice, lines);
  return {
    ...{ id, number, createdAt, issuedAt, customerId, currency, timeZone, buyer, reason, totals },
    kind: 'credit_note',
    state: { status: 'issued' },
    ...{ dueAt: null, period: null, plan: null, replaces: null, replacedBy: null },
    seller: note.seller ?? seller,
    sections: [{ name: null, lines, subtotal: totals.subtotal }],
    outcome: { kind: 'credited', toInvoice: note.toInvoice, toBalance: note.toBalance },
    corrects: note.invoiceNumber,
  };
};

/** An amount of the whole stands on a line of its own, for its reason. */
const linesOf = (note: CreditNote, invoice: Invoice): readonly SourceLine[] => {
  if (note.lines.length > 0) return note.lines.map(lineOf);
  return [lineOf({ lineId: 'whole', description: note.reason, quantity: null, amount: priceOf(note, invoice) })];
};

const lineOf = ({ lineId, description, quantity, amount }: CreditedLine): SourceLine => ({
  ...{ id: lineId, kind: 'credit', description, quantity, amount, exactAmount: amount },
  ...{ isUsage: false, period: null, breakdown: [], proration: null, adjusts: null },
  discount: subtract(amount, amount),
});

/** Lines are before coupons: what these took off is not taken back. */
const totalsOf = (note: CreditNote, invoice: Invoice, lines: readonly SourceLine[]): SourceTotals => {
  const { taxes, tax, taxTreatment, taxNote } = note;
  const subtotal = total(
    lines.map(({ amount }) => amount),
    note.currency,
  );
  const discount = subtract(subtotal, priceOf(note, invoice));
  const name = invoice.discounts.map((applied) => applied.name).join(', ');
  return {
    ...{ subtotal, taxes, tax, taxTreatment, taxNote, taxBase: note.subtotal, total: note.total },
    discounts: discount.amount.isZero() ? [] : [{ name, amount: discount }],
  };
};

/** What the lines come to without coupons: with the tax where prices include it, which is where the net is less than they are. */
const priceOf = (note: CreditNote, { taxBase, subtotal, discount }: Invoice): Money => {
  const isGross = compare(taxBase, subtract(subtotal, discount)) !== 0;
  return isGross ? add(note.subtotal, note.tax) : note.subtotal;
};

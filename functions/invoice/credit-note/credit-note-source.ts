import { type Money, subtract, total } from '../../money/money.ts';
import type { DocumentSource, SourceLine, SourceTotals } from '../document/document-source.ts';
import type { Invoice } from '../invoice.ts';
import type { Seller } from '../seller.ts';
import { tellingOf } from '../tax/invoice-tax.ts';
import { taxedGroups } from '../taxed-group.ts';
import type { CreditedLine, CreditNote } from './credit-note.ts';

/** What the document of a credit note says.
 *  @param invoice the invoice that it corrects
 *  @param seller of the stack's settings, for a note whose invoice had none */
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

/** A note of an amount names no lines: the document shows the amount on one line, with the reason as its description. */
const linesOf = (note: CreditNote, invoice: Invoice): readonly SourceLine[] => {
  if (note.lines.length > 0) return note.lines.map(lineOf);
  return [lineOf({ lineId: 'whole', description: note.reason, quantity: null, amount: priceOf(note, invoice) })];
};

const lineOf = ({ lineId, description, quantity, amount }: Omit<CreditedLine, 'discount' | 'total'>): SourceLine => ({
  ...{ id: lineId, kind: 'credit', description, quantity, amount, exactAmount: amount },
  ...{ isUsage: false, period: null, breakdown: [], proration: null, adjusts: null },
  discount: subtract(amount, amount),
});

/** The lines are amounts before coupons. What coupons had taken off them is not given back, and so is shown as a discount: of
 *  a line of 10.00 that had 10% off, the subtotal is 10.00, the discount 1.00, and 9.00 go back. */
const totalsOf = (note: CreditNote, invoice: Invoice, lines: readonly SourceLine[]): SourceTotals => {
  const { taxes, tax } = note;
  const subtotal = total(
    lines.map(({ amount }) => amount),
    note.currency,
  );
  const discount = subtract(subtotal, priceOf(note, invoice));
  const name = invoice.discounts.map((applied) => applied.name).join(', ');
  return {
    ...{ subtotal, taxes, tax, taxBase: note.subtotal, total: note.total },
    taxGroups: tellingOf(note.taxGroups),
    discounts: discount.amount.isZero() ? [] : [{ name, amount: discount }],
  };
};

/** What the credited lines come to after coupons. Where prices include the tax, that is net and tax together. */
const priceOf = (note: CreditNote, invoice: Invoice): Money =>
  total(
    taxedGroups(invoice).flatMap(({ isInclusive }, place) => {
      const group = note.taxGroups[place];
      if (group === undefined) return [];
      return isInclusive ? group.total : group.taxBase;
    }),
    note.currency,
  );

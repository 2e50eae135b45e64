import { Conflict } from '../kernel/meterline-error.ts';
import { zero } from '../money/money.ts';
import type { InvoiceContent, InvoiceLine, NewLine } from './invoice.ts';

/** Lines that an invoice has at most. That many are read, taxed and written within the seconds that a request has, and they fit
 *  into the memory of the functions that do it. */
export const maxLines = 10_000;

/** Asked before an invoice is written: what is too long then would be stuck later.
 *  @throws Conflict `too_many_lines` */
export const assertLines = ({ id, lines }: Pick<InvoiceContent, 'id' | 'lines'>): void => {
  if (lines.length <= maxLines) return;
  throw new Conflict('too_many_lines', `Invoice ${id} would have ${lines.length} lines, and may have ${maxLines}.`);
};

/** Gives lines their places on the invoice: `line_1`, `line_2`, …. Coupons have not taken anything off them yet. */
export const numbered = (lines: readonly NewLine[]): readonly InvoiceLine[] =>
  lines.map(({ discountChange: _, tax = null, ...line }, index) => ({
    ...line,
    id: `line_${index + 1}`,
    discount: zero(line.amount.currency),
    discounts: [],
    tax,
    statementLine: null,
  }));

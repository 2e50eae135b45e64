import { zero } from '../money/money.ts';
import type { InvoiceLine, NewLine } from './invoice.ts';

/** Gives lines their places on the invoice: `line_1`, `line_2`, …. Coupons have not taken anything off them yet. */
export const numbered = (lines: readonly NewLine[]): readonly InvoiceLine[] =>
  lines.map(({ discountChange: _, tax = null, ...line }, index) => ({
    ...line,
    id: `line_${index + 1}`,
    discount: zero(line.amount.currency),
    discounts: [],
    tax,
  }));

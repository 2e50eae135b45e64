// The lines of an invoice in their places, with what discounts take off them.

import type { Currency } from '../../money/currency.ts';
import { zero } from '../../money/money.ts';
import type { InvoiceLine, LineDiscount, NewLine } from '../invoice.ts';
import { numbered } from '../numbered-lines.ts';
import type { AppliedDiscount } from '../totals.ts';
import { applyDiscounts, type DiscountableLine } from './apply-discounts.ts';
import { type InvoiceDiscount, usedDiscounts } from './invoice-discounts.ts';

/** The lines of an invoice after coupons. */
export interface DiscountedLines {
  readonly lines: readonly InvoiceLine[];
  readonly discounts: readonly AppliedDiscount[];
  /** The discounts of which the invoice uses up a period. */
  readonly used: readonly InvoiceDiscount[];
}

/** Gives the lines their places on the invoice, and each its share of what the discounts take off.
 *  @param applicable the discounts that the invoice has */
export const discountLines = (
  newLines: readonly NewLine[],
  applicable: readonly InvoiceDiscount[],
  currency: Currency,
): DiscountedLines => {
  const placed = numbered(newLines);
  const open = placed.map(
    (line, index): DiscountableLine => ({ ...line, discounts: newLines[index]?.discountChange ?? [] }),
  );
  const { discounts, byLine, shares } = applyDiscounts(open, applicable, currency);
  const lines = placed.map((line) => ({
    ...line,
    discount: byLine.get(line.id) ?? zero(currency),
    discounts: (shares.get(line.id) ?? []).map(({ discountId, amount }): LineDiscount => ({ discountId, amount })),
  }));
  return { lines, discounts, used: usedDiscounts(applicable, open, { shares }) };
};

import type { Currency } from '../../money/currency.ts';
import { zero } from '../../money/money.ts';
import type { InvoiceLine, LineDiscount, NewLine } from '../invoice.ts';
import { numbered } from '../numbered.ts';
import type { AppliedDiscount } from '../totals.ts';
import { applyDiscounts, type DiscountableLine } from './apply-discounts.ts';
import { type InvoiceDiscount, usedDiscounts } from './invoice-discounts.ts';

export interface DiscountedLines {
  readonly lines: readonly InvoiceLine[];
  readonly discounts: readonly AppliedDiscount[];
  /** Those of which the invoice uses a period. */
  readonly used: readonly InvoiceDiscount[];
}

/** The lines in their places, each with its share of what the coupons take off. */
export const discountLines = (
  newLines: readonly NewLine[],
  running: readonly InvoiceDiscount[],
  currency: Currency,
): DiscountedLines => {
  const placed = numbered(newLines);
  const open = placed.map(
    (line, index): DiscountableLine => ({ ...line, discounts: newLines[index]?.discountChange ?? [] }),
  );
  const { discounts, byLine, shares } = applyDiscounts(open, running, currency);
  const lines = placed.map((line) => ({
    ...line,
    discount: byLine.get(line.id) ?? zero(currency),
    discounts: (shares.get(line.id) ?? []).map(({ discountId, amount }): LineDiscount => ({ discountId, amount })),
  }));
  return { lines, discounts, used: usedDiscounts(running, open, { shares }) };
};

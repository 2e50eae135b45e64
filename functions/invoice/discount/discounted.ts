import type { Currency } from '../../money/currency.ts';
import { zero } from '../../money/money.ts';
import type { Invoice, InvoiceLine, LineDiscount, NewLine } from '../invoice.ts';
import { numbered } from '../numbered.ts';
import type { AppliedDiscount } from '../totals.ts';
import type { DiscountedLine } from './discount-change.ts';
import { type InvoiceDiscount, usedDiscounts } from './discount-run.ts';
import { applyDiscounts, type DiscountableLine } from './discounts.ts';

export interface Discounted {
  readonly lines: readonly InvoiceLine[];
  readonly discounts: readonly AppliedDiscount[];
  /** Those of which the invoice uses a period. */
  readonly used: readonly InvoiceDiscount[];
}

/** The lines in their places, each with its share of what the coupons take off. */
export const discounted = (
  newLines: readonly NewLine[],
  running: readonly InvoiceDiscount[],
  currency: Currency,
): Discounted => {
  const placed = numbered(newLines);
  const open = placed.map((line, index): DiscountableLine => ({ ...line, discounts: newLines[index]?.carried ?? [] }));
  const { discounts, byLine, shares } = applyDiscounts(open, running, currency);
  const lines = placed.map((line) => ({
    ...line,
    discount: byLine.get(line.id) ?? zero(currency),
    discounts: (shares.get(line.id) ?? []).map(({ discountId, amount }): LineDiscount => ({ discountId, amount })),
  }));
  return { lines, discounts, used: usedDiscounts(running, open, { shares }) };
};

/** A line of an invoice, with what each coupon took off it. */
export const discountedLine = (
  { discounts }: Pick<Invoice, 'discounts'>,
  line: Pick<InvoiceLine, 'amount' | 'discounts'>,
): DiscountedLine => ({
  amount: line.amount,
  discounts: line.discounts.flatMap(({ discountId, amount }) => {
    const discount = discounts.find((one) => one.discountId === discountId);
    return discount === undefined ? [] : [{ ...discount, amount }];
  }),
});

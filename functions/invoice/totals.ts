import type { Currency } from '../money/currency.ts';
import type { Decimal } from '../money/decimal.ts';
import { type Money, subtract, total } from '../money/money.ts';
import type { Settlement } from './credit/apply-credits.ts';
import { nothingPaid, type Remaining } from './remaining.ts';
import type { Taxed } from './tax/tax.ts';

/** What a coupon takes off; the amount is settled, and negative where lines give back what was discounted. */
export interface AppliedDiscount {
  readonly discountId: string;
  readonly couponId: string;
  readonly name: string;
  /** 20 for 20 %; null where it is an amount. */
  readonly percent: Decimal | null;
  readonly amount: Money;
}

/** In the order in which each follows from the one before; all settled. */
export interface Totals extends Taxed, Settlement, Remaining {
  /** Of all lines. */
  readonly subtotal: Money;
  readonly discounts: readonly AppliedDiscount[];
  /** The sum of `discounts`. */
  readonly discount: Money;
}

/** A line as far as it adds up: both settled. */
export interface Amounts {
  readonly amount: Money;
  readonly discount: Money;
}

/** What is taxed: the lines without what coupons take off. */
export const taxableOf = (lines: readonly Amounts[], currency: Currency): Money =>
  total(
    lines.map(({ amount, discount }) => subtract(amount, discount)),
    currency,
  );

/** Lines → discounts → tax base → tax → total → credits → balance → amount due.
 *  @param taxed of `taxableOf(lines)`
 *  @param settlement of the taxed total */
export const totalsOf = (
  lines: readonly Amounts[],
  discounts: readonly AppliedDiscount[],
  taxed: Taxed,
  settlement: Settlement,
): Totals => {
  const { currency } = taxed.total;
  return {
    subtotal: total(
      lines.map(({ amount }) => amount),
      currency,
    ),
    discounts,
    discount: total(
      discounts.map(({ amount }) => amount),
      currency,
    ),
    ...taxed,
    ...settlement,
    ...nothingPaid(settlement.amountDue),
  };
};

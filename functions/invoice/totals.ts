import type { Currency } from '../money/currency.ts';
import type { Decimal } from '../money/decimal.ts';
import { type Money, subtract, total } from '../money/money.ts';
import { nothingPaid, type Remaining } from './amount-remaining.ts';
import type { Settlement } from './credit/apply-credits.ts';
import type { InvoiceTax } from './tax/invoice-tax.ts';

/** What a coupon takes off an invoice or a line. The amount is settled; it is negative where lines give back what
 *  was discounted. */
export interface AppliedDiscount {
  readonly discountId: string;
  readonly couponId: string;
  readonly name: string;
  /** 20 for 20 %; null where it is an amount. */
  readonly percent: Decimal | null;
  readonly amount: Money;
}

/** The sums of an invoice, in the order in which each follows from those before; all settled.
 *
 *  An example, with 20 % off, a tax of 10 %, a grant of 30.00 and a balance of 8.00: subtotal 100.00, discount
 *  20.00, tax base 80.00, tax 8.00, total 88.00, credited 30.00, balance 8.00 before and 0.00 after, amount due
 *  50.00. */
export interface Totals extends InvoiceTax, Settlement, Remaining {
  /** The sum of all lines before coupons. */
  readonly subtotal: Money;
  readonly discounts: readonly AppliedDiscount[];
  /** The sum of `discounts`. */
  readonly discount: Money;
}

/** The amounts of a line that sums are made of; both settled. */
export interface Amounts {
  readonly amount: Money;
  readonly discount: Money;
}

/** What is taxed: the sum of the lines after coupons. */
export const taxableOf = (lines: readonly Amounts[], currency: Currency): Money =>
  total(
    lines.map(({ amount, discount }) => subtract(amount, discount)),
    currency,
  );

/** All sums of an invoice of which nothing is paid yet: lines → discounts → tax base → tax → total → credits →
 *  balance → amount due.
 *  @param taxed what the lines come to with tax
 *  @param settlement what credits and balance pay of the total of `taxed` */
export const totalsOf = (
  lines: readonly Amounts[],
  discounts: readonly AppliedDiscount[],
  taxed: InvoiceTax,
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

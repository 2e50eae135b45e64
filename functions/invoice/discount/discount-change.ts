// What changes about the discounts of an earlier invoice's line when that line's amount changes.

import { decimal } from '../../money/decimal.ts';
import { compare, type Money, multiply, settle, subtract, zero } from '../../money/money.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import type { AppliedDiscount } from '../totals.ts';

/** A line of an earlier invoice, and what each discount took off it. */
export interface DiscountedLine {
  readonly amount: Money;
  readonly discounts: readonly AppliedDiscount[];
}

/** A line of an invoice with the discounts that were taken off it: their names and percentages are on the invoice,
 *  their amounts on the line. */
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

/** What changes about the discounts of a billed line when its amount changes from `before` to `after`. It is the
 *  difference of what they take off the one and the other amount, so that the line and all its changes are
 *  discounted as if the line had cost its last amount from the start. An amount is negative where less is taken off.
 *
 *  An example: 268.00 was billed, less 20 % (53.60), less 10.00. Later it costs 275.00: 1.40 more is taken off by
 *  the percentage, none by the amount, which was given already. If it costs 10.00 instead, 20 % is 2.00 and of the
 *  10.00 only 8.00 can be taken: the changes are −51.60 and −2.00.
 *  @param before what was billed for the line so far, by itself and by earlier changes; settled
 *  @param after settled */
export const discountChange = (line: DiscountedLine, before: Money, after: Money): readonly AppliedDiscount[] => {
  const was = discountsAt(line, before);
  const is = discountsAt(line, after);
  return is
    .map((one, index) => ({ ...one, amount: subtract(one.amount, was[index]?.amount ?? zero(one.amount.currency)) }))
    .filter(({ amount }) => !amount.amount.isZero());
};

/** What the discounts take off the line if it costs `at`. A percentage is calculated anew, of what the discounts
 *  before it leave. An amount stays as it was, as far as there is something left to take it off. For the amount that
 *  was billed, it is exactly what was taken then, since those shares were rounded together with the shares of other
 *  lines. */
const discountsAt = ({ amount, discounts }: DiscountedLine, at: Money): readonly AppliedDiscount[] => {
  if (compare(amount, at) === 0) return discounts;
  let left = compare(at, zero(at.currency)) < 0 ? zero(at.currency) : at;
  return discounts.map((discount) => {
    const taken = deducted(discount, left);
    left = subtract(left, taken);
    return { ...discount, amount: taken };
  });
};

const HUNDREDTH = decimal('0.01');

/** What one discount takes off what is left. */
const deducted = ({ percent, amount }: AppliedDiscount, left: Money): Money => {
  if (percent !== null) return settle(multiply(left, percent.times(HUNDREDTH)));
  return compare(amount, left) > 0 ? left : amount;
};

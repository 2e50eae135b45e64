import { decimal } from '../../money/decimal.ts';
import { compare, type Money, multiply, settle, subtract, zero } from '../../money/money.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import type { AppliedDiscount } from '../totals.ts';

/** A line of an earlier invoice, and what each discount took off it. */
export interface DiscountedLine {
  readonly amount: Money;
  readonly discounts: readonly AppliedDiscount[];
}

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

/** What the discounts of a billed line come to when its amount changes from `before` to `after`: the difference of two sums,
 *  so that the line and all its changes are discounted as if it had cost its last amount from the start. Both signs.
 *  @param before the amount that was billed for it so far, by itself and by earlier changes; settled
 *  @param after settled */
export const discountChange = (line: DiscountedLine, before: Money, after: Money): readonly AppliedDiscount[] => {
  const was = discountsAt(line, before);
  const is = discountsAt(line, after);
  return is
    .map((one, index) => ({ ...one, amount: subtract(one.amount, was[index]?.amount ?? zero(one.amount.currency)) }))
    .filter(({ amount }) => !amount.amount.isZero());
};

/** A percentage is taken again, off what those before leave; an amount stays, as far as there is something to take it off.
 *  At the amount that was billed, what was taken then: its shares were rounded together with those of other lines. */
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

const deducted = ({ percent, amount }: AppliedDiscount, left: Money): Money => {
  if (percent !== null) return settle(multiply(left, percent.times(HUNDREDTH)));
  return compare(amount, left) > 0 ? left : amount;
};

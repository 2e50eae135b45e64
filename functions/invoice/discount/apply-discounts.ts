// What discounts take off the lines of an invoice, and how that is split over the lines.

import type { Deduction } from '../../catalog/coupon/coupon-terms.ts';
import type { Discount } from '../../catalog/coupon/discount.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { Instant } from '../../kernel/instant.ts';
import { allocate } from '../../money/allocate.ts';
import type { Currency } from '../../money/currency.ts';
import { type Decimal, decimal } from '../../money/decimal.ts';
import { add, compare, type Money, multiply, settle, subtract, total, zero } from '../../money/money.ts';
import type { LineKind } from '../invoice.ts';
import type { AppliedDiscount } from '../totals.ts';

/** A line as coupons see it; its amount is settled and before coupons. */
export interface DiscountableLine {
  readonly id: string;
  readonly kind: LineKind;
  readonly chargeId: string;
  readonly period: Pick<Period, 'start'>;
  readonly amount: Money;
  /** What was taken off it before. Only a line that changes one of an earlier invoice has this: it is what the
   *  change alters about the discounts of that earlier line (`discountChange`). */
  readonly discounts?: readonly AppliedDiscount[];
}

/** A discount that the invoice has (`discountsOn`). */
export interface ApplicableDiscount
  extends Pick<Discount, 'id' | 'couponId' | 'name' | 'deduction' | 'appliesTo' | 'startAt'> {
  /** It is not taken off lines for a period that starts then or later, such as the next period's fee in advance;
   *  null: off all lines. */
  readonly until: Instant | null;
}

/** What discounts take off the lines. */
export interface DiscountShares {
  /** One for each discount that takes something off a line, in the order in which they are taken. They add up to
   *  `byLine`. */
  readonly discounts: readonly AppliedDiscount[];
  /** By the id of the line, what is taken off it in all. */
  readonly byLine: ReadonlyMap<string, Money>;
  /** By the id of the line, what each discount takes off it. */
  readonly shares: ReadonlyMap<string, readonly AppliedDiscount[]>;
}

/** Takes discounts off lines: percentages first, then amounts, those of a kind in the order of their start. Each is
 *  taken off what those before have left: 100.00 − 20 % (20.00) − 10 % of 80.00 (8.00) − 15.00 = 57.00. Nothing
 *  falls below zero.
 *
 *  A discount is rounded once, for all lines together, and then split so that the shares add up to it. 20 % of
 *  268.00 and 50.00 is 63.60: 53.60 and 10.00. 10.00 off three lines of 10.00 is 3.34, 3.33 and 3.33. */
export const applyDiscounts = (
  lines: readonly DiscountableLine[],
  applicable: readonly ApplicableDiscount[],
  currency: Currency,
): DiscountShares => {
  const before = new Map(lines.map(({ id, discounts = [] }) => [id, discounts]));
  const shares = inOrder(applicable).reduce((so, discount) => withDiscount(so, lines, discount, currency), before);
  const byLine = new Map([...shares].map(([id, taken]) => [id, amountOf(taken, currency)]));
  return { discounts: summed([...shares.values()].flat(), inOrder(applicable)), byLine, shares };
};

/** Whether discounts are taken off a line: off fees, usage and the true-up of a minimum, where they cost something.
 *  A line that changes an earlier one brings that one's discounts with it, and a manual line is the very amount that
 *  was agreed. */
export const isDiscountable = ({ kind, amount }: Pick<DiscountableLine, 'kind' | 'amount'>): boolean =>
  (kind === 'charge' || kind === 'minimum') && amount.amount.greaterThan(0);

const inOrder = (applicable: readonly ApplicableDiscount[]): readonly ApplicableDiscount[] =>
  applicable.toSorted((a, b) => rank(a).localeCompare(rank(b)));

/** Text that sorts discounts. Of two that start at the same time, the one that was made first comes first: ids are
 *  in that order. */
const rank = ({ deduction, startAt, id }: ApplicableDiscount): string =>
  `${deduction.kind === 'percent' ? 1 : 2} ${startAt} ${id}`;

type Shares = ReadonlyMap<string, readonly AppliedDiscount[]>;

/** The shares after one more discount is taken off what those before have left. */
const withDiscount = (
  shares: Shares,
  lines: readonly DiscountableLine[],
  discount: ApplicableDiscount,
  currency: Currency,
): Map<string, readonly AppliedDiscount[]> => {
  const open = lines
    .filter((line) => isDiscountable(line) && appliesTo(discount, line))
    .map(({ id, amount }) => ({ id, left: subtract(amount, amountOf(shares.get(id) ?? [], currency)) }));
  const left = total(
    open.map((line) => line.left),
    currency,
  );
  const parts = allocate(
    deducted(discount.deduction, left),
    open.map((line) => line.left.amount),
  );
  const own = new Map(open.map(({ id }, index) => [id, parts[index] ?? zero(currency)]));
  return new Map(
    [...shares].map(([id, taken]) => {
      const amount = own.get(id);
      return [id, amount === undefined || amount.amount.isZero() ? taken : [...taken, applied(discount, amount)]];
    }),
  );
};

/** Whether the discount is for this charge, and not yet over for the line's period. */
const appliesTo = (
  { appliesTo: charges, until }: ApplicableDiscount,
  { chargeId, period }: DiscountableLine,
): boolean => (charges === null || charges.includes(chargeId)) && (until === null || period.start < until);

/** What is taken off `left`, which is zero or more: never more than all of it. */
const deducted = (deduction: Deduction, left: Money): Money => {
  if (deduction.kind === 'percent') return percentOf(left, deduction.percent);
  const amount = deduction.amounts.get(left.currency) ?? zero(left.currency);
  return compare(amount, left) > 0 ? left : amount;
};

const HUNDREDTH = decimal('0.01');
const percentOf = (of: Money, percent: Decimal): Money => settle(multiply(of, percent.times(HUNDREDTH)));

const applied = ({ id, couponId, name, deduction }: ApplicableDiscount, amount: Money): AppliedDiscount => ({
  ...{ discountId: id, couponId, name, amount },
  percent: deduction.kind === 'percent' ? deduction.percent : null,
});

const amountOf = (taken: readonly AppliedDiscount[], currency: Currency): Money =>
  total(
    taken.map(({ amount }) => amount),
    currency,
  );

/** One sum for each discount: first those that the invoice has, in their order, then those that lines have brought
 *  from earlier invoices. */
const summed = (
  parts: readonly AppliedDiscount[],
  order: readonly ApplicableDiscount[],
): readonly AppliedDiscount[] => {
  const sums = new Map<string, AppliedDiscount>();
  for (const part of parts) {
    const before = sums.get(part.discountId);
    sums.set(part.discountId, before === undefined ? part : { ...part, amount: add(before.amount, part.amount) });
  }
  const running = order.flatMap(({ id }) => sums.get(id) ?? []);
  const others = [...sums.values()].filter((sum) => !running.includes(sum));
  return [...running, ...others];
};

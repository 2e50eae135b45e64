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

/** A line before the coupons; its amount is settled. */
export interface DiscountableLine {
  readonly id: string;
  readonly kind: LineKind;
  readonly chargeId: string;
  readonly period: Pick<Period, 'start'>;
  readonly amount: Money;
  /** What is taken off it already: of a line that changes an earlier one, that one's discounts (`discountChange`). */
  readonly discounts?: readonly AppliedDiscount[];
}

/** A discount that the invoice has. */
export interface ApplicableDiscount
  extends Pick<Discount, 'id' | 'couponId' | 'name' | 'deduction' | 'appliesTo' | 'startAt'> {
  /** Fees in advance for periods that start then or later do not have it any more; null where nothing is too late. */
  readonly until: Instant | null;
}

export interface DiscountShares {
  /** In the order in which they are taken; none that takes nothing off any line. They add up to what the lines are discounted. */
  readonly discounts: readonly AppliedDiscount[];
  /** Total by line. */
  readonly byLine: ReadonlyMap<string, Money>;
  /** By line, each discount's part. */
  readonly shares: ReadonlyMap<string, readonly AppliedDiscount[]>;
}

/** Percentages first, then amounts, each in the order of their start, and each of what those before have left.
 *  A percentage is rounded once, over all lines that it applies to, and split over them so that the shares add up. */
export const applyDiscounts = (
  lines: readonly DiscountableLine[],
  running: readonly ApplicableDiscount[],
  currency: Currency,
): DiscountShares => {
  const before = new Map(lines.map(({ id, discounts = [] }) => [id, discounts]));
  const shares = inOrder(running).reduce((so, discount) => withDiscount(so, lines, discount, currency), before);
  const byLine = new Map([...shares].map(([id, taken]) => [id, amountOf(taken, currency)]));
  return { discounts: summed([...shares.values()].flat(), inOrder(running)), byLine, shares };
};

/** Fees, usage and the true-up, as far as they cost something. What changes an earlier line has that line's discounts, and
 *  a manual line is the amount that was agreed. */
export const isDiscountable = ({ kind, amount }: Pick<DiscountableLine, 'kind' | 'amount'>): boolean =>
  (kind === 'charge' || kind === 'minimum') && amount.amount.greaterThan(0);

const inOrder = (running: readonly ApplicableDiscount[]): readonly ApplicableDiscount[] =>
  running.toSorted((a, b) => rank(a).localeCompare(rank(b)));

/** Ids are in the order of their making. */
const rank = ({ deduction, startAt, id }: ApplicableDiscount): string =>
  `${deduction.kind === 'percent' ? 1 : 2} ${startAt} ${id}`;

type Shares = ReadonlyMap<string, readonly AppliedDiscount[]>;

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

const appliesTo = (
  { appliesTo: charges, until }: ApplicableDiscount,
  { chargeId, period }: DiscountableLine,
): boolean => (charges === null || charges.includes(chargeId)) && (until === null || period.start < until);

/** Of `left`, zero or more: never more than that. */
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

/** One entry a discount: those that run in their order, then those of earlier invoices. */
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

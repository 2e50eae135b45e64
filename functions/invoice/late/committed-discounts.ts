// What changes about the discounts of a period with a minimum commitment, when usage comes late for it.

import { allocate } from '../../money/allocate.ts';
import { type Decimal, decimal } from '../../money/decimal.ts';
import { add, compare, type Money, multiply, negate, settle, subtract, total, zero } from '../../money/money.ts';
import { isDiscountable } from '../discount/apply-discounts.ts';
import { discountedLine } from '../discount/discount-change.ts';
import type { BilledInvoice, InvoiceLine, NewLine } from '../invoice.ts';
import type { AppliedDiscount } from '../totals.ts';
import { minimumOf, type Rerated } from './minimum-adjustment.ts';

/** What lines of the billed invoice come to, by their ids. */
type AmountsByLine = ReadonlyMap<string, Money>;

/** The adjustments, with what changes about the discounts of all usage and of the true-up together. A discount is rounded
 *  once over all of them, as if the late usage had come in time. What lines without an adjustment lose or gain of a cent is
 *  on the last one.
 *
 *  An example: 10 % off a minimum of 10.00. 0.04 were used and 9.96 were the true-up: the coupon took 1.00 off. 0.04 more
 *  come late, and the true-up is 9.92. By itself, each line would change by a part of a cent: 0.4 is nothing twice and
 *  rounds otherwise the next time. Together they are still 10.00, of which the coupon takes 1.00.
 *  @param adjustments of usage lines and of the true-up, each of a line of the invoice
 *  @param usage all usage lines of the invoice */
export const withCommittedDiscounts = (
  billed: BilledInvoice,
  adjustments: readonly NewLine[],
  usage: readonly Rerated[],
): readonly NewLine[] => {
  const committed = minimumOf(billed, usage);
  if (committed === undefined) return adjustments;
  const { line } = committed;
  const amounts = (of: 'before' | 'after'): AmountsByLine =>
    new Map([...usage.map((one) => [one.line.id, one[of]] as const), [line.id, settle(committed[of])]]);
  const [was, is] = [discountsAt(billed, amounts('before')), discountsAt(billed, amounts('after'))];
  const changes = new Map([...is].map(([id, discounts]) => [id, changeOf(was.get(id) ?? [], discounts)]));
  const adjusted = new Set(adjustments.map(({ adjusts }) => adjusts?.lineId));
  const others = [...changes].filter(([id]) => !adjusted.has(id)).flatMap(([, change]) => change);
  return adjustments.map((line, index) => {
    const own = changes.get(line.adjusts?.lineId ?? '') ?? [];
    return { ...line, discountChange: index === adjustments.length - 1 ? summed([...own, ...others]) : own };
  });
};

/** What each discount takes off each line of the period at these amounts. At the billed ones, it is what was taken then. */
const discountsAt = (billed: BilledInvoice, at: AmountsByLine): ReadonlyMap<string, readonly AppliedDiscount[]> => {
  const lines = billed.lines.filter(({ kind }) => kind === 'charge' || kind === 'minimum');
  const amountOf = (line: InvoiceLine): Money => at.get(line.id) ?? line.amount;
  if (lines.every((line) => compare(amountOf(line), line.amount) === 0)) {
    return new Map(lines.map((line) => [line.id, discountedLine(billed, line).discounts]));
  }
  const taken = new Map<string, readonly AppliedDiscount[]>(lines.map(({ id }) => [id, []]));
  for (const discount of billed.discounts) {
    const open = discountedBy(discount, lines, at)
      .filter((line) => isDiscountable({ kind: line.kind, amount: amountOf(line) }))
      .map((line) => ({ id: line.id, left: subtract(amountOf(line), sumOf(taken.get(line.id) ?? [], billed)) }));
    const left = total(
      open.map((line) => line.left),
      billed.currency,
    );
    const parts = allocate(
      deducted(discount, left),
      open.map((line) => line.left.amount),
    );
    for (const [index, { id }] of open.entries()) {
      const amount = parts[index] ?? zero(billed.currency);
      taken.set(id, [...(taken.get(id) ?? []), { ...discount, amount }]);
    }
  }
  return taken;
};

/** The lines that a discount is taken off: those of which it took something; and all usage with the true-up, if it is for all
 *  of them. That it is shows at the true-up, which is no charge that a coupon could be for; or, where the true-up costs too
 *  little to tell, at all usage lines that cost something. Of a line that cost nothing, no discount took anything. */
const discountedBy = (
  { discountId, percent }: AppliedDiscount,
  lines: readonly InvoiceLine[],
  at: AmountsByLine,
): readonly InvoiceLine[] => {
  const has = ({ discounts }: InvoiceLine): boolean => discounts.some((one) => one.discountId === discountId);
  const costing = lines.filter((line) => at.has(line.id) && isDiscountable(line));
  const telling = costing.filter((line) => line.kind === 'minimum' && (has(line) || !isTooSmall(line, percent)));
  const asked = telling.length > 0 ? telling : costing.filter(({ kind }) => kind !== 'minimum');
  const isForAll = asked.length > 0 && asked.every(has);
  return lines.filter((line) => has(line) || (isForAll && at.has(line.id)));
};

/** Whether a percentage of a line is less than a minor unit, so that its share may have been rounded to nothing. */
const isTooSmall = ({ amount, discount }: InvoiceLine, percent: Decimal | null): boolean =>
  percent !== null && settle(multiply(subtract(amount, discount), percent.times(HALF_HUNDREDTH))).amount.isZero();

const HUNDREDTH = decimal('0.01');
/** Half of it: what is less than a whole minor unit is then less than a half, and settles to nothing. */
const HALF_HUNDREDTH = decimal('0.005');

/** A percentage is taken of what is left, and an amount as it was, as far as something is left to take it off. */
const deducted = ({ percent, amount }: AppliedDiscount, left: Money): Money => {
  if (percent !== null) return settle(multiply(left, percent.times(HUNDREDTH)));
  return compare(amount, left) > 0 ? left : amount;
};

const sumOf = (discounts: readonly AppliedDiscount[], { currency }: Pick<BilledInvoice, 'currency'>): Money =>
  total(
    discounts.map(({ amount }) => amount),
    currency,
  );

const changeOf = (was: readonly AppliedDiscount[], is: readonly AppliedDiscount[]): readonly AppliedDiscount[] =>
  summed([...is, ...was.map((one) => ({ ...one, amount: negate(one.amount) }))]);

/** One for each discount, without those that come to nothing. */
const summed = (parts: readonly AppliedDiscount[]): readonly AppliedDiscount[] => {
  const sums = new Map<string, AppliedDiscount>();
  for (const part of parts) {
    const before = sums.get(part.discountId);
    sums.set(part.discountId, before === undefined ? part : { ...part, amount: add(before.amount, part.amount) });
  }
  return [...sums.values()].filter(({ amount }) => !amount.amount.isZero());
};

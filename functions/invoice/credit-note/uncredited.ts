import { ZERO } from '../../money/decimal.ts';
import { add, compare, type Money, money, multiply, settle, subtract, total, zero } from '../../money/money.ts';
import type { DiscountedLine } from '../discount/discount-change.ts';
import type { Invoice } from '../invoice.ts';
import type { CreditedSums } from './credit-note.ts';

type Noted = Pick<CreditedSums, 'lines' | 'total'>;

/** What credit notes take back of each line, by its id, in its terms: before coupons, and tax where that comes on top. What
 *  names no lines is of all that is left of each, in proportion. */
export const creditedByLine = (
  { lines, total: whole }: Pick<Invoice, 'lines' | 'total'>,
  notes: readonly Noted[],
): ReadonlyMap<string, Money> => {
  const { currency } = whole;
  const grossOf = (some: readonly Noted[]): Money =>
    total(
      some.map((note) => note.total),
      currency,
    );
  const naming = notes.filter((note) => note.lines.length > 0);
  const rest = subtract(whole, grossOf(naming)).amount;
  const others = grossOf(notes.filter((note) => note.lines.length === 0)).amount;
  const share = rest.isZero() ? ZERO : others.div(rest);
  const named = naming.flatMap((note) => note.lines);
  return new Map(
    lines.map(({ id, amount }) => {
      const own = total(
        named.filter(({ lineId }) => lineId === id).map((line) => line.amount),
        currency,
      );
      return [id, add(own, settle(multiply(subtract(amount, own), share)))];
    }),
  );
};

/** What is left of a line of zero or more when `credited` of it has been taken back, with its part of the discounts. */
export const uncredited = ({ amount, discounts }: DiscountedLine, credited: Money): DiscountedLine => {
  if (credited.amount.isZero()) return { amount, discounts };
  const left = compare(credited, amount) < 0 ? subtract(amount, credited) : zero(amount.currency);
  const part = (of: Money): Money => settle(money(of.amount.times(left.amount).div(amount.amount), of.currency));
  return { amount: left, discounts: discounts.map((one) => ({ ...one, amount: part(one.amount) })) };
};

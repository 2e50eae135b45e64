import { ZERO } from '../../money/decimal.ts';
import { add, compare, type Money, money, multiply, settle, subtract, total, zero } from '../../money/money.ts';
import type { DiscountedLine } from '../discount/discount-change.ts';
import type { Invoice } from '../invoice.ts';
import type { CreditedSums } from './credit-note.ts';

type Noted = Pick<CreditedSums, 'lines' | 'total'>;

/** What credit notes took back of each line, by the line's id. Like the lines themselves, the amounts are before coupons, and
 *  before tax where tax comes on top. A note that names no lines took the same part of what the other notes leave of each.
 *
 *  An invoice of 100.00 has lines of 60.00 and 40.00. One note takes back 10.00 of the first line, another one an amount of
 *  45.00, which is half of the 90.00 that are left: so 10.00 + 25.00 are taken back of the first line, and 20.00 of the
 *  second. */
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

/** What is left of a line of zero or more when `credited` of it was taken back, with the same part of its discounts: of 60.00
 *  with a discount of 6.00, taking back 20.00 leaves 40.00 with a discount of 4.00. */
export const uncredited = ({ amount, discounts }: DiscountedLine, credited: Money): DiscountedLine => {
  if (credited.amount.isZero()) return { amount, discounts };
  const left = compare(credited, amount) < 0 ? subtract(amount, credited) : zero(amount.currency);
  const part = (of: Money): Money => settle(money(of.amount.times(left.amount).div(amount.amount), of.currency));
  return { amount: left, discounts: discounts.map((one) => ({ ...one, amount: part(one.amount) })) };
};

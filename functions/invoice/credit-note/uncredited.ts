import { ZERO } from '../../money/decimal.ts';
import { add, type Money, money, multiply, settle, subtract, total, zero } from '../../money/money.ts';
import type { DiscountedLine } from '../discount/discount-change.ts';
import type { Invoice } from '../invoice.ts';
import { byLine, type CameBack } from './credit-lines.ts';
import type { CreditedSums } from './credit-note.ts';

type Noted = Pick<CreditedSums, 'lines' | 'total'>;

/** What credit notes took back of each line, by the line's id. Like the lines themselves, the amounts are before coupons, and
 *  before tax where tax comes on top. A note that names no lines took the same part of what the other notes, and other
 *  invoices, leave of each.
 *
 *  An invoice of 100.00 has lines of 60.00 and 40.00. One note takes back 10.00 of the first line, another one an amount of
 *  45.00, which is half of the 90.00 that are left: so 10.00 + 25.00 are taken back of the first line, and 20.00 of the
 *  second.
 *  @param cameBack what other invoices have given back of the lines */
export const creditedByLine = (
  { lines, total: whole }: Pick<Invoice, 'lines' | 'total'>,
  notes: readonly Noted[],
  cameBack: ReadonlyMap<string, CameBack> = new Map(),
): ReadonlyMap<string, Money> => {
  const { currency } = whole;
  const grossOf = (some: readonly Noted[]): Money =>
    total(
      some.map((note) => note.total),
      currency,
    );
  const naming = notes.filter((note) => note.lines.length > 0);
  const came = total(
    [...cameBack.values()].map(({ gross }) => gross),
    currency,
  );
  const rest = subtract(subtract(whole, grossOf(naming)), came).amount;
  const others = grossOf(notes.filter((note) => note.lines.length === 0)).amount;
  const share = rest.isZero() ? ZERO : others.div(rest);
  const named = byLine(naming.flatMap((note) => note.lines));
  return new Map(
    lines.map(({ id, amount }) => {
      const own = total(
        (named.get(id) ?? []).map((line) => line.amount),
        currency,
      );
      const left = subtract(subtract(amount, own), cameBack.get(id)?.amount ?? zero(currency));
      return [id, add(own, settle(multiply(left, share)))];
    }),
  );
};

/** What is left of a line when `credited` of it was taken back, with the same part of its discounts: of 60.00 with a
 *  discount of 6.00, taking back 20.00 leaves 40.00 with a discount of 4.00. Of a line of −60.00, a note that takes back
 *  −20.00 leaves −40.00. */
export const uncredited = ({ amount, discounts }: DiscountedLine, credited: Money): DiscountedLine => {
  if (credited.amount.isZero() || amount.amount.isZero()) return { amount, discounts };
  const rest = subtract(amount, credited);
  const left = rest.amount.isNegative() === amount.amount.isNegative() ? rest : zero(amount.currency);
  const part = (of: Money): Money => settle(money(of.amount.times(left.amount).div(amount.amount), of.currency));
  return { amount: left, discounts: discounts.map((one) => ({ ...one, amount: part(one.amount) })) };
};

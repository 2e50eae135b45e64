import { type Decimal, ZERO } from '../../money/decimal.ts';
import { inProportion } from '../../money/in-proportion.ts';
import { type Money, multiply, settle, subtract, total, zero } from '../../money/money.ts';
import type { DiscountedLine } from '../discount/discount-change.ts';
import type { Invoice } from '../invoice.ts';
import { sharesByLine } from '../line-shares.ts';
import { byLine, type CameBack } from './credit-lines.ts';
import type { CreditedSums } from './credit-note.ts';
import { type LinePart, noPart, notedPart, wholeLine, withoutPart, withPart } from './line-part.ts';

type Noted = Pick<CreditedSums, 'lines' | 'total'>;

/** What credit notes took back of each line, by the line's id. A note that names no lines took the same part of what the other
 *  notes, and other invoices, leave of each.
 *
 *  An invoice of 100.00 has lines of 60.00 and 40.00. One note takes back 10.00 of the first line, another one an amount of
 *  45.00, which is half of the 90.00 that are left: so 10.00 + 25.00 are taken back of the first line, and 20.00 of the
 *  second.
 *  @param cameBack what other invoices have given back of the lines */
export const creditedByLine = (
  invoice: Pick<Invoice, 'lines' | 'taxGroups' | 'currency' | 'total'>,
  notes: readonly Noted[],
  cameBack: ReadonlyMap<string, CameBack> = new Map(),
): ReadonlyMap<string, LinePart> => {
  const { currency } = invoice;
  const shares = sharesByLine(invoice);
  const sumOf = (some: readonly Noted[]) =>
    total(
      some.map((note) => note.total),
      currency,
    );
  const naming = notes.filter((note) => note.lines.length > 0);
  const came = total(
    [...cameBack.values()].map(({ gross }) => gross),
    currency,
  );
  const rest = subtract(subtract(invoice.total, sumOf(naming)), came).amount;
  const others = sumOf(notes.filter((note) => note.lines.length === 0)).amount;
  const share = rest.isZero() ? ZERO : others.div(rest);
  const named = byLine(naming.flatMap((note) => note.lines));
  return new Map(
    invoice.lines.map((line) => {
      const whole = wholeLine(line, shares.get(line.id) ?? zero(currency));
      const own = notedPart(whole, named.get(line.id) ?? []);
      const left = withoutPart(withoutPart(whole, own), cameBack.get(line.id) ?? noPart(whole));
      return [line.id, withPart(own, partIn(left, share))];
    }),
  );
};

/** A share of each of the sums. */
const partIn = ({ amount, discount, gross }: LinePart, share: Decimal): LinePart => {
  const of = (sum: Money) => settle(multiply(sum, share));
  return { amount: of(amount), discount: of(discount), gross: of(gross) };
};

/** What is left of a line, with the rest of its discounts: of 60.00 with a discount of 6.00, taking back 20.00, of which 2.00
 *  were off, leaves 40.00 with a discount of 4.00. Of a line of −60.00, a note that takes back −20.00 leaves −40.00. */
export const uncredited = (
  { amount, discounts }: DiscountedLine,
  taken: Pick<LinePart, 'amount' | 'discount'>,
): DiscountedLine => {
  if (taken.amount.amount.isZero() || amount.amount.isZero()) return { amount, discounts };
  const none = zero(amount.currency);
  const rest = subtract(amount, taken.amount);
  const isGone = rest.amount.isZero() || rest.amount.isNegative() !== amount.amount.isNegative();
  if (isGone) return { amount: none, discounts: discounts.map((one) => ({ ...one, amount: none })) };
  const were = discounts.map((one) => one.amount);
  const whole = total(were, amount.currency);
  const left = whole.amount.isZero() ? were : inProportion(subtract(whole, taken.discount), were);
  return { amount: rest, discounts: discounts.map((one, index) => ({ ...one, amount: left[index] ?? none })) };
};

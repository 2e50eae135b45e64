import { compare, type Money, money, negate, settle, subtract, total, zero } from '../../money/money.ts';
import type { NewLine } from '../invoice.ts';
import { withheldBracket } from './late-adjustment.ts';

/** The adjustments of a period with a minimum commitment of which credit notes took back something. Usage and true-up take
 *  each other's place: where the one is not given back, since it came back before, the other is not charged in its place.
 *
 *  An example: 240.00 of usage and 70.00 of true-up were billed, and a credit note took back all of it. 40.00 of the usage
 *  are voided. Of the usage nothing is left to be given back (40.00 are withheld), and so the 40.00 that are now missing to
 *  the minimum are not charged either. */
export const withCommittedNotes = (adjustments: readonly NewLine[]): readonly NewLine[] => {
  const [first] = adjustments;
  if (first === undefined) return [];
  let withheld = total(
    adjustments.flatMap(({ adjusts }) => adjusts?.withheld ?? []),
    first.amount.currency,
  );
  return adjustments.map((line) => {
    const less = lesser(withheld, line.amount);
    if (line.kind !== 'adjustment' || !less.amount.greaterThan(0)) return line;
    withheld = subtract(withheld, less);
    return charged(line, subtract(line.amount, less), less);
  });
};

/** The line at a lower amount, with the same part of what changes about its discounts. */
const charged = (line: NewLine & { kind: 'adjustment' }, amount: Money, less: Money): NewLine => ({
  ...line,
  amount,
  exactAmount: subtract(line.exactAmount, less),
  breakdown: [...line.breakdown, ...withheldBracket(line.adjusts.after.quantity, negate(less))],
  discountChange: (line.discountChange ?? []).map((one) => ({
    ...one,
    amount: settle(money(one.amount.amount.times(amount.amount).div(line.amount.amount), amount.currency)),
  })),
  adjusts: { ...line.adjusts, withheld: subtract(line.adjusts.withheld, less) },
});

const lesser = (a: Money, b: Money): Money => {
  if (!b.amount.greaterThan(0)) return zero(b.currency);
  return compare(a, b) < 0 ? a : b;
};

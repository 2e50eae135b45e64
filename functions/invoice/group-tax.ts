// How parts of a group of lines are taxed, after the group was: what notes and later lines take back has the same tax.

import { type Money, money, settle, zero } from '../money/money.ts';
import { type AppliedTax, applyTax, type TaxDecision, type Taxed } from './tax/tax.ts';
import type { TaxedGroup } from './taxed-group.ts';
import { taxableOf } from './totals.ts';

type Group = Omit<TaxedGroup, 'isInclusive'>;

/** What a part of a group's lines comes to with tax, by what it is after coupons. It is taxed as was decided for the group:
 *  so a part of a group that comes to nothing, such as 50.00 of 50.00 - 50.00, is more than nothing. Only where nobody has
 *  told how the lines were taxed, it is as much of the total as it is of the lines. The whole is the total to the cent. */
export const grossIn = (group: Group): ((part: Money) => Money) => {
  const { currency } = group.sums.total;
  const decision = decisionOf(group);
  if (decision !== null) return (part) => applyTax(part, decision).total;
  const net = taxableOf(group.lines, currency).amount;
  if (net.isZero()) return (part) => part;
  return ({ amount }) => settle(money(group.sums.total.amount.times(amount).div(net), currency));
};

/** The taxes in a part of a group's total. An example: in 3.97 of 11.90, of which 1.90 are a tax of 19 %, it is 0.63. In the
 *  whole they are those of the group to the cent. Where nobody has told how the lines were taxed, they are as much of the
 *  group's taxes as the part is of the total. */
export const taxesIn = (group: Group): ((gross: Money) => readonly AppliedTax[]) => {
  const { total: whole, taxes } = group.sums;
  const decision = decisionOf(group);
  const share = (of: Money, { amount }: Money) => settle(money(of.amount.times(amount).div(whole.amount), of.currency));
  return (gross) => {
    if (gross.amount.equals(whole.amount)) return taxes;
    if (decision !== null) return applyTax(gross, { ...decision, pricesIncludeTax: true }).taxes;
    const none = zero(whole.currency);
    return whole.amount.isZero()
      ? taxes.map((tax) => ({ ...tax, base: none, amount: none }))
      : taxes.map((tax) => ({ ...tax, base: share(tax.base, gross), amount: share(tax.amount, gross) }));
  };
};

/** How the group was taxed: as its lines tell, or else its own sums, in so far as this leads to its total. Null where
 *  neither does, since an engine outside has calculated it in another way. */
const decisionOf = ({ lines, sums }: Group): TaxDecision | null => {
  const net = taxableOf(lines, sums.total.currency);
  const told = lines.find(({ tax }) => tax !== null && tax.group !== null)?.tax?.decision ?? null;
  const isRight = (decision: TaxDecision) => applyTax(net, decision).total.amount.equals(sums.total.amount);
  return [...(told === null ? [] : [told]), ...toldBy(sums, net)].find(isRight) ?? null;
};

/** The sums tell it where there is a tax in them. That it is in the prices is told by a tax base that is less than the
 *  lines come to. */
const toldBy = ({ taxes, taxTreatment, taxNote, taxBase }: Taxed, net: Money): readonly TaxDecision[] =>
  taxes.every(({ amount }) => amount.amount.isZero())
    ? []
    : [
        {
          ...{ treatment: taxTreatment, note: taxNote, rates: taxes },
          pricesIncludeTax: !net.amount.equals(taxBase.amount),
        },
      ];

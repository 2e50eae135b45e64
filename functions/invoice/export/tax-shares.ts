import { allocate } from '../../money/allocate.ts';
import { sum } from '../../money/decimal.ts';
import { type Money, money, settle, subtract, total, zero } from '../../money/money.ts';
import type { Invoice } from '../invoice.ts';
import { type TaxedGroup, taxedGroups } from '../taxed-group.ts';

/** A line after its discount, taken apart into net amount and tax. Both are settled. */
export interface TaxedLine {
  readonly net: Money;
  readonly tax: Money;
}

/** How much of an invoice's tax each line has: its group's tax, in proportion to what discounts leave of the line. The net
 *  amounts add up to the tax base, and the taxes to the tax. Where prices include tax, a line's net amount is what its tax
 *  leaves of it. */
export const taxShares = (invoice: Pick<Invoice, 'lines' | 'taxGroups' | 'currency'>): readonly TaxedLine[] => {
  const byLine = new Map(taxedGroups(invoice).flatMap(sharesIn));
  const nothing = zero(invoice.currency);
  return invoice.lines.map(({ id }) => byLine.get(id) ?? { net: nothing, tax: nothing });
};

const sharesIn = ({ lines, sums, isInclusive }: TaxedGroup): readonly (readonly [string, TaxedLine])[] => {
  const taxables = lines.map(({ amount, discount }) => subtract(amount, discount));
  const taxes = split(sums.tax, taxables);
  return lines.map(({ id }, at) => {
    const taxable = taxables[at] ?? zero(sums.tax.currency);
    const tax = taxes[at] ?? zero(sums.tax.currency);
    return [id, { net: isInclusive ? subtract(taxable, tax) : taxable, tax }];
  });
};

/** Splits the tax by weights of either sign: first between what is charged and what is given back, then within each of the two.
 *  Lines of 100.00, 60.00 and -20.00 come to 140.00 with a tax of 14.00. What is charged has 14.00 × 160 / 140 = 16.00 of it,
 *  which is 10.00 and 6.00; what is given back has the rest, -2.00. */
const split = (tax: Money, weights: readonly Money[]): readonly Money[] => {
  const { currency } = tax;
  const nothing = zero(currency);
  const charged = weights.map(({ amount }) => (amount.isPositive() ? amount : nothing.amount));
  const givenBack = weights.map(({ amount }) => (amount.isNegative() ? amount.negated() : nothing.amount));
  const [plus, minus] = [sum(charged), sum(givenBack)];
  if (tax.amount.isZero() || plus.equals(minus)) return weights.map(() => nothing);
  const ofCharged = settle(money(tax.amount.times(plus).div(plus.minus(minus)), currency));
  const up = plus.isZero() ? charged.map(() => nothing) : allocate(ofCharged, charged);
  const down = minus.isZero() ? givenBack.map(() => nothing) : allocate(subtract(tax, ofCharged), givenBack);
  return weights.map((_, at) => total([up[at] ?? nothing, down[at] ?? nothing], currency));
};

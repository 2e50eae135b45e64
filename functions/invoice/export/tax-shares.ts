import { allocate } from '../../money/allocate.ts';
import { sum } from '../../money/decimal.ts';
import { type Money, money, settle, subtract, total, zero } from '../../money/money.ts';
import type { Invoice } from '../invoice.ts';

/** A line without its discount, apart into net amount and tax; all settled. */
export interface TaxedLine {
  readonly net: Money;
  readonly tax: Money;
}

/** What of an invoice's tax falls on each of its lines, in proportion to what is left of them after discounts. Net amounts add up
 *  to the tax base, taxes to the tax. */
export const taxShares = ({
  lines,
  tax,
  taxBase,
  currency,
}: Pick<Invoice, 'lines' | 'tax' | 'taxBase' | 'currency'>): readonly TaxedLine[] => {
  const taxables = lines.map(({ amount, discount }) => subtract(amount, discount));
  const taxes = split(tax, taxables);
  const isInclusive = !total(taxables, currency).amount.equals(taxBase.amount);
  return taxables.map((taxable, at) => {
    const share = taxes[at] ?? zero(currency);
    return { net: isInclusive ? subtract(taxable, share) : taxable, tax: share };
  });
};

/** By weights of both signs: first between what is charged and what is given back, then within each. */
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

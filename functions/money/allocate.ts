import { minorUnits } from './currency.ts';
import { type Decimal, decimal, ONE, sum } from './decimal.ts';
import { DomainError } from './domain-error.ts';
import { isSettled, type Money, money, NotSettled, negate, zero } from './money.ts';

export class InvalidWeights extends DomainError {
  readonly code = 'invalid_weights';
}

const TEN = decimal('10');

/** Splits a settled amount in proportion to the weights, by largest remainder: the parts are settled and add up to
 *  `total`. Of equal remainders the first wins; a weight of zero gets nothing.
 *  @throws NotSettled
 *  @throws InvalidWeights for a negative weight, or if none is positive while there is something to split */
export const allocate = (total: Money, weights: readonly Decimal[]): readonly Money[] => {
  if (!isSettled(total)) throw new NotSettled('only a settled amount can be split');
  if (weights.some((weight) => weight.isNegative())) throw new InvalidWeights('a weight is zero or more');
  if (total.amount.isZero()) return weights.map(() => zero(total.currency));
  if (sum(weights).isZero()) throw new InvalidWeights('at least one weight has to be more than zero');
  return total.amount.isNegative()
    ? allocatePositive(negate(total), weights).map(negate)
    : allocatePositive(total, weights);
};

const allocatePositive = (total: Money, weights: readonly Decimal[]): readonly Money[] => {
  const unitsPerMajor = TEN.pow(minorUnits(total.currency));
  const units = total.amount.times(unitsPerMajor);
  const weight = sum(weights);
  const quotas = weights.map((share) => units.times(share));
  const floors = quotas.map((quota) => quota.divToInt(weight));
  const left = units.minus(sum(floors));
  const topped = new Set(byRemainder(quotas, weight).filter((_, rank) => left.greaterThan(rank)));
  return floors
    .map((floor, index) => (topped.has(index) ? floor.plus(ONE) : floor))
    .map((part) => money(part.div(unitsPerMajor), total.currency));
};

/** Indexes by falling remainder; the sort is stable, so of equals the first stays first. */
const byRemainder = (quotas: readonly Decimal[], weight: Decimal): readonly number[] => {
  const remainders = quotas.map((quota, index) => ({ index, rest: quota.mod(weight) }));
  return remainders.toSorted((a, b) => b.rest.comparedTo(a.rest)).map(({ index }) => index);
};

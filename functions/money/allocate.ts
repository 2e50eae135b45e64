import { minorUnits } from './currency.ts';
import { type Decimal, decimal, ONE, sum } from './decimal.ts';
import { DomainError } from './domain-error.ts';
import { isSettled, type Money, money, NotSettled, negate, zero } from './money.ts';

export class InvalidWeights extends DomainError {
  readonly code = 'invalid_weights';
}

const TEN = decimal('10');

/** Splits a settled amount in proportion to the weights, so that the parts are settled and add up to `total`. Each
 *  part is first rounded down to the minor unit; the units that are left go, one each, to the parts that lost most
 *  (largest remainder). Of equal remainders the first wins, and a weight of zero gets nothing.
 *
 *  USD 10.00 by the weights 1, 1, 1: each quota is 333⅓ cents and each part at first 3.33. One cent is left; all
 *  remainders are equal, so the first part gets it: 3.34, 3.33, 3.33.
 *
 *  USD 1.00 by 2, 3, 4: the quotas are 22.2, 33.3 and 44.4 cents, and 99 cents are given. The cent that is left goes to
 *  the third, whose remainder is the largest: 0.22, 0.33, 0.45.
 *
 *  A negative total is split like the positive one, with the sign put back.
 *  @throws NotSettled
 *  @throws InvalidWeights for a negative weight, or where none is positive though there is something to split */
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

/** The places of the quotas, the largest remainder first. The sort is stable: of equal remainders the first place
 *  stays first. */
const byRemainder = (quotas: readonly Decimal[], weight: Decimal): readonly number[] => {
  const remainders = quotas.map((quota, index) => ({ index, rest: quota.mod(weight) }));
  return remainders.toSorted((a, b) => b.rest.comparedTo(a.rest)).map(({ index }) => index);
};

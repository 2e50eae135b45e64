import { minorUnits } from './currency.ts';
import { decimal, ONE, sum } from './decimal.ts';
import { DomainError } from './domain-error.ts';
import { isSettled, type Money, money, NotSettled, zero } from './money.ts';

export class NothingToSplitBy extends DomainError {
  readonly code = 'nothing_to_split_by';
}

const TEN = decimal('10');

/** Splits a settled amount in proportion to amounts of either sign, as `allocate` does by weights: the parts are
 *  settled and add up to `amount`. Each part is first rounded down; the units that are left go, one each, to the parts
 *  that lost most, and of equal ones to the first.
 *
 *  USD 30.00 of 120.00 and −60.00, which are 60.00 together, is half of each: 60.00 and −30.00.
 *
 *  USD 0.01 of 1.50, 1.50 and −2.00, which are 1.00, is a hundredth of each: 1.5, 1.5 and −2 cents. Rounded down they are
 *  1, 1 and −2, and the cent that is left goes to the first: 0.02, 0.01 and −0.02.
 *  @param of in the same currency
 *  @throws NotSettled
 *  @throws NothingToSplitBy where `of` comes to zero though there is something to split */
export const inProportion = (amount: Money, of: readonly Money[]): readonly Money[] => {
  const { currency } = amount;
  if (!isSettled(amount)) throw new NotSettled('only a settled amount can be split');
  if (amount.amount.isZero()) return of.map(() => zero(currency));
  const whole = sum(of.map((one) => one.amount));
  if (whole.isZero()) throw new NothingToSplitBy('what comes to nothing has no proportions');
  const unitsPerMajor = TEN.pow(minorUnits(currency));
  const units = amount.amount.times(unitsPerMajor).times(whole.isNegative() ? ONE.negated() : ONE);
  const by = whole.abs();
  const quotas = of.map((one) => units.times(one.amount));
  const floors = quotas.map((quota) => {
    const towardsZero = quota.divToInt(by);
    return quota.lessThan(towardsZero.times(by)) ? towardsZero.minus(ONE) : towardsZero;
  });
  const left = amount.amount.times(unitsPerMajor).minus(sum(floors));
  const rests = quotas.map((quota, index) => ({ index, rest: quota.minus(by.times(floors[index] ?? ONE)) }));
  const byRest = rests.toSorted((a, b) => b.rest.comparedTo(a.rest)).map(({ index }) => index);
  const topped = new Set(byRest.filter((_, rank) => left.greaterThan(rank)));
  return floors.map((floor, index) =>
    money((topped.has(index) ? floor.plus(ONE) : floor).div(unitsPerMajor), currency),
  );
};

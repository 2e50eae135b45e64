import { Exact } from './exact.ts';
import type { Meter, Terms, UsageCharge } from './plans.ts';
import { meters } from './plans.ts';

/** What an event carries. */
export interface Use {
  readonly value: string;
  readonly resolution?: string;
  readonly user?: string;
}

/** What a meter makes of events. */
export const countOf = (meter: Meter, uses: readonly Use[]): Exact => {
  const values = uses.map(({ value }) => Exact.of(value));
  switch (meters[meter].aggregation) {
    case 'sum':
      return Exact.sum(values);
    case 'count':
      return Exact.of(uses.length);
    case 'max':
      return values.reduce((most, value) => most.greater(value), Exact.zero);
    case 'unique_count':
      return Exact.of(new Set(uses.map(({ user }) => user)).size);
  }
};

/** What they cost, exactly.
 *  @param share of the period, without a pause, for which allowance and minimum are due
 *  @param length the same with it, for the maximum */
export const costOf = (charge: UsageCharge, uses: readonly Use[], share: Exact, length: Exact): Exact => {
  const own = charge.groupPrices?.prices ?? {};
  const others = uses.filter(({ resolution }) => resolution === undefined || own[resolution] === undefined);
  const pools = [
    ...Object.entries(own).map(([value, terms]) => poolCost(charge, terms, ofGroup(uses, value), share)),
    poolCost(charge, charge, others, share),
  ];
  const least = Exact.of(charge.minimumAmount ?? '0').times(share);
  const cost = Exact.sum(pools).greater(least);
  return charge.maximumAmount === undefined ? cost : cost.lesser(Exact.of(charge.maximumAmount).times(length));
};

const ofGroup = (uses: readonly Use[], value: string) => uses.filter(({ resolution }) => resolution === value);

const poolCost = ({ model, meter }: UsageCharge, terms: Terms, uses: readonly Use[], share: Exact): Exact => {
  const free = Exact.of(terms.included ?? '0').times(share);
  const units = countOf(meter, uses).minus(free).greater(Exact.zero);
  const each = (text: string | undefined): Exact => Exact.of(text ?? '0');
  switch (model) {
    case 'linear':
      return units.times(each(terms.unitAmount));
    case 'package': {
      const packages = units.over(each(terms.packageSize));
      const full = packages.floor();
      return (full.compare(packages) < 0 ? full.plus(Exact.of(1)) : full).times(each(terms.packageAmount));
    }
    case 'percentage':
      return units
        .times(each(terms.percent))
        .over(Exact.of(100))
        .plus(Exact.of(uses.length).times(each(terms.fixedAmount)));
    case 'tiered':
      return Exact.sum(tiersOf(terms, units).map(({ inTier, unit, fee }) => inTier.times(unit).plus(fee)));
    case 'volume': {
      const reached = tiersOf(terms, units).at(-1);
      return reached === undefined ? Exact.zero : units.times(reached.unit).plus(reached.fee);
    }
  }
};

/** The tiers that so many units enter. */
const tiersOf = ({ tiers = [] }: Terms, units: Exact) =>
  tiers.flatMap(({ upTo, unitAmount, flatAmount = '0' }, index) => {
    const floor = Exact.of(tiers[index - 1]?.upTo ?? '0');
    if (units.compare(floor) <= 0) return [];
    const inTier = (upTo === null ? units : units.lesser(Exact.of(upTo))).minus(floor);
    return [{ inTier, unit: Exact.of(unitAmount), fee: Exact.of(flatAmount) }];
  });

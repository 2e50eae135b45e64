import type { TierTerms } from '../catalog/plan/price.ts';
import { type Decimal, ZERO } from '../money/decimal.ts';
import { type Breakdown, stretch } from './line.ts';

/** Graduated tiers: each unit costs the rate of the tier in which it lies. With 0.10 up to 1,000 and 0.07 beyond, 1,500 units
 *  cost 1,000 × 0.10 + 500 × 0.07 = 135.00. The flat amount of a tier is added as soon as one unit lies in it.
 *  @param units zero or more */
export const tiered = ({ tiers: { tiers, beyond } }: TierTerms, units: Decimal): Breakdown => {
  const floors = [ZERO, ...tiers.map(({ upTo }) => upTo)];
  const rates = [...tiers, { ...beyond, upTo: units }];
  return rates.flatMap((rate, index) => {
    const floor = floors[index] ?? ZERO;
    return units.greaterThan(floor) ? [stretch('units', floor, lesser(units, rate.upTo), rate)] : [];
  });
};

const lesser = (a: Decimal, b: Decimal): Decimal => (a.lessThan(b) ? a : b);

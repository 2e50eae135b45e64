import type { TierTerms } from '../catalog/plan/price.ts';
import { type Decimal, ZERO } from '../money/decimal.ts';
import { type Breakdown, stretch } from './line.ts';

/** Each unit costs the rate of the tier it lies in; a tier's flat amount falls due as soon as usage is above its lower
 *  bound. `units` zero or more. */
export const tiered = ({ tiers: { tiers, beyond } }: TierTerms, units: Decimal): Breakdown => {
  const floors = [ZERO, ...tiers.map(({ upTo }) => upTo)];
  const rates = [...tiers, { ...beyond, upTo: units }];
  return rates.flatMap((rate, index) => {
    const floor = floors[index] ?? ZERO;
    return units.greaterThan(floor) ? [stretch('units', floor, lesser(units, rate.upTo), rate)] : [];
  });
};

const lesser = (a: Decimal, b: Decimal): Decimal => (a.lessThan(b) ? a : b);

import type { TierTerms } from '../catalog/plan/price.ts';
import { type Decimal, ZERO } from '../money/decimal.ts';
import { type Breakdown, stretch } from './line.ts';

/** Volume tiers: all units cost the rate of the one tier in which the total lies. With 0.10 up to 1,000 and 0.07 beyond, 1,000
 *  units cost 100.00 and 1,500 cost 1,500 × 0.07 = 105.00. The flat amount of that tier is added.
 *  @param units zero or more */
export const volume = ({ tiers: { tiers, beyond } }: TierTerms, units: Decimal): Breakdown => {
  if (units.isZero()) return [];
  const reached = tiers.find(({ upTo }) => units.lessThanOrEqualTo(upTo)) ?? beyond;
  return [stretch('units', ZERO, units, reached)];
};

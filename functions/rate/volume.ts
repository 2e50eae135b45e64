import type { TierTerms } from '../catalog/plan/price.ts';
import { type Decimal, ZERO } from '../money/decimal.ts';
import { type Breakdown, stretch } from './line.ts';

/** Every unit costs the rate of the tier that the total lands in, whose flat amount falls due too; upper bounds are
 *  inclusive. `units` zero or more. */
export const volume = ({ tiers: { tiers, beyond } }: TierTerms, units: Decimal): Breakdown => {
  if (units.isZero()) return [];
  const reached = tiers.find(({ upTo }) => units.lessThanOrEqualTo(upTo)) ?? beyond;
  return [stretch('units', ZERO, units, reached)];
};

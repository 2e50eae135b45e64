import type { LinearTerms } from '../catalog/plan/price.ts';
import { type Decimal, ZERO } from '../money/decimal.ts';
import { type Breakdown, stretch } from './line.ts';

/** Every unit costs the same: 250 units at 0.10 are 25.00.
 *  @param units zero or more */
export const linear = ({ unitAmount }: LinearTerms, units: Decimal): Breakdown =>
  units.isZero() ? [] : [stretch('units', ZERO, units, { unitAmount, flatAmount: ZERO })];

import type { LinearTerms } from '../catalog/plan/price.ts';
import { type Decimal, ZERO } from '../money/decimal.ts';
import { type Breakdown, stretch } from './line.ts';

/** Every unit costs the same. `units` zero or more. */
export const linear = ({ unitAmount }: LinearTerms, units: Decimal): Breakdown =>
  units.isZero() ? [] : [stretch('units', ZERO, units, { unitAmount, flatAmount: ZERO })];

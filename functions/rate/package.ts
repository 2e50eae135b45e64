import type { PackageTerms } from '../catalog/plan/price.ts';
import { type Decimal, ONE, ZERO } from '../money/decimal.ts';
import { type Breakdown, bracket } from './line.ts';

/** Whole packages: a begun one costs as much as a full one. `units` zero or more. */
export const packages = ({ packageSize, packageAmount }: PackageTerms, units: Decimal): Breakdown => {
  if (units.isZero()) return [];
  const full = units.divToInt(packageSize);
  const begun = units.mod(packageSize).isZero() ? full : full.plus(ONE);
  const counted = { kind: 'package', from: ZERO, to: units, units: begun } as const;
  return [bracket(counted, { unitAmount: packageAmount, flatAmount: ZERO })];
};

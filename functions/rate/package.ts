import type { PackageTerms } from '../catalog/plan/price.ts';
import { type Decimal, ONE, ZERO } from '../money/decimal.ts';
import { type Breakdown, bracket } from './line.ts';

/** Charges whole packages; one that is begun costs as much as a full one. 2,100 units in packages of 1,000 are 3 packages.
 *  @param units zero or more */
export const packages = ({ packageSize, packageAmount }: PackageTerms, units: Decimal): Breakdown => {
  if (units.isZero()) return [];
  const full = units.divToInt(packageSize);
  const begun = units.mod(packageSize).isZero() ? full : full.plus(ONE);
  const counted = { kind: 'package', from: ZERO, to: units, units: begun } as const;
  return [bracket(counted, { unitAmount: packageAmount, flatAmount: ZERO })];
};

import type { UsageTerms } from '../catalog/plan/price.ts';
import type { Decimal } from '../money/decimal.ts';
import { adjustment, type Breakdown, exactSum } from './line.ts';

type Bounds = Pick<UsageTerms, 'minimumAmount' | 'maximumAmount'>;

/** Appends what raises the sum to the minimum or lowers it to the maximum; the minimum is due without usage too.
 *  `at` is where the usage ends. */
export const withinBounds = (
  breakdown: Breakdown,
  { minimumAmount, maximumAmount }: Bounds,
  at: Decimal,
): Breakdown => {
  const amount = exactSum(breakdown);
  if (amount.lessThan(minimumAmount)) {
    return [...breakdown, adjustment('minimum', at, minimumAmount.minus(amount))];
  }
  if (maximumAmount !== null && amount.greaterThan(maximumAmount)) {
    return [...breakdown, adjustment('maximum', at, maximumAmount.minus(amount))];
  }
  return breakdown;
};

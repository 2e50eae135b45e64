import type { UsageTerms } from '../catalog/plan/price.ts';
import type { Decimal } from '../money/decimal.ts';
import { type Breakdown, boundBracket, exactSum } from './line.ts';

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
    return [...breakdown, boundBracket('minimum', at, minimumAmount.minus(amount))];
  }
  if (maximumAmount !== null && amount.greaterThan(maximumAmount)) {
    return [...breakdown, boundBracket('maximum', at, maximumAmount.minus(amount))];
  }
  return breakdown;
};

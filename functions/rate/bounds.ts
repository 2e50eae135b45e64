import type { UsageTerms } from '../catalog/plan/price.ts';
import type { Decimal } from '../money/decimal.ts';
import { type Breakdown, boundBracket, exactSum } from './line.ts';

type Bounds = Pick<UsageTerms, 'minimumAmount' | 'maximumAmount'>;

/** Brings a charge's line to its minimum or maximum by one more bracket, which holds the difference. With a minimum of 10.00,
 *  brackets that come to 7.50 get one of 2.50; with a maximum of 5.00, one of -2.50. The minimum is due without any usage, too.
 *  @param at where the usage ends: the new bracket begins and ends there */
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

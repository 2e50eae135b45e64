import { type Decimal, ONE, ZERO } from '../money/decimal.ts';
import { type Money, money, settle } from '../money/money.ts';
import { boundBracket, type RatedLine } from './line.ts';

/** The id in the place of a charge's, on the line of a minimum commitment. */
const minimumChargeId = 'minimum';

/** The line that raises a bill to its minimum commitment: with a minimum of 100.00 and charges of 64.20, a line of 35.80. Where
 *  the charges reach the minimum it is a line of zero, without brackets.
 *  @param counted what all charges that count towards the minimum come to */
export const commitmentLine = (minimum: Decimal, counted: Money): RatedLine => {
  const missing = missingTo(minimum, counted);
  return {
    ...{ chargeId: minimumChargeId, name: 'Minimum commitment', model: 'flat', quantity: ONE },
    ...{ exactAmount: missing, amount: settle(missing) },
    breakdown: missing.amount.isZero() ? [] : [boundBracket('minimum', ZERO, missing.amount)],
  };
};

/** How much less than the minimum was charged; zero once the minimum is reached. */
export const missingTo = (minimum: Decimal, { amount, currency }: Money): Money =>
  money(amount.lessThan(minimum) ? minimum.minus(amount) : ZERO, currency);

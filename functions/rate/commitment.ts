import { type Decimal, ONE, ZERO } from '../money/decimal.ts';
import { type Money, money, settle } from '../money/money.ts';
import { boundBracket, type RatedLine } from './line.ts';

/** The charge of a true-up line. */
const minimumChargeId = 'minimum';

/** What is missing to a minimum commitment, a line of its own; of zero where it is reached.
 *  @param counted what is charged beside it */
export const commitmentLine = (minimum: Decimal, counted: Money): RatedLine => {
  const missing = missingTo(minimum, counted);
  return {
    ...{ chargeId: minimumChargeId, name: 'Minimum commitment', model: 'flat', quantity: ONE },
    ...{ exactAmount: missing, amount: settle(missing) },
    breakdown: missing.amount.isZero() ? [] : [boundBracket('minimum', ZERO, missing.amount)],
  };
};

/** Zero once it is reached. */
export const missingTo = (minimum: Decimal, { amount, currency }: Money): Money =>
  money(amount.lessThan(minimum) ? minimum.minus(amount) : ZERO, currency);

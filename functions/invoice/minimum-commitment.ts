import { segmentsOf } from '../catalog/subscription.ts';
import { type Decimal, ONE, plain, sum, ZERO } from '../money/decimal.ts';
import { type Money, money, settle, settledToWire, total } from '../money/money.ts';
import { adjustment } from '../rate/line.ts';
import { type Closing, planIn, priceIn } from './closing.ts';
import { feesOf } from './fees-in-advance.ts';
import type { NewLine } from './invoice.ts';
import { prorate } from './prorate.ts';
import { partOf } from './segment-lines.ts';

/** The charge of a true-up line. */
export const minimumChargeId = 'minimum';

/** What is missing to the minimum commitment of the period, a line of its own; of zero where it is reached, none where nothing was
 *  committed to. Usage and all fees of the period count towards it, those billed in advance too.
 *  @param lines usage and fees in arrears of the period */
export const minimumLine = (closing: Closing, lines: readonly NewLine[]): readonly NewLine[] => {
  const { customer, period } = closing;
  const minimum = committed(closing);
  if (minimum.isZero()) return [];
  const ahead = feesOf(closing, period);
  const counted = total(
    [...lines, ...ahead].map(({ amount }) => amount),
    customer.currency,
  );
  const missing = missingTo(minimum, counted);
  return [
    {
      ...({ kind: 'minimum', adjusts: null, customerId: customer.id, chargeId: minimumChargeId } as const),
      ...({ description: 'Minimum commitment', model: 'flat', meter: null, quantity: ONE } as const),
      period: { start: period.start, end: period.end },
      amount: settle(missing),
      exactAmount: missing,
      breakdown: missing.amount.isZero() ? [] : [adjustment('minimum', ZERO, missing.amount)],
      proration: null,
      price: { minimumAmount: plain(minimum), counted: settledToWire(counted) },
    },
  ];
};

/** By the second, over the plans of the period. */
const committed = (closing: Closing): Decimal => {
  if (closing.period.isTrial) return ZERO;
  const parts = segmentsOf(closing.subscription, closing.period).map((segment) => {
    const { minimumAmount } = priceIn(planIn(closing, segment.phase), closing.customer.currency);
    return prorate(minimumAmount, partOf(closing, segment));
  });
  return sum(parts);
};

/** Zero once it is reached. */
export const missingTo = (minimum: Decimal, { amount, currency }: Money): Money =>
  money(amount.lessThan(minimum) ? minimum.minus(amount) : ZERO, currency);

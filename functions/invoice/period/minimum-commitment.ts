import { segmentsOf } from '../../catalog/subscription/subscription.ts';
import { type Decimal, decimal, plain, sum, ZERO } from '../../money/decimal.ts';
import { settledToWire, total } from '../../money/money.ts';
import { commitmentLine } from '../../rate/commitment.ts';
import type { NewLine } from '../invoice.ts';
import { type Closing, planIn, priceIn } from './closing.ts';
import { feesOf } from './fees-in-advance.ts';
import { prorate } from './prorate.ts';
import { partOf } from './segment-lines.ts';

/** The line with what is missing to the minimum commitment of the period. It is there with zero where the minimum is
 *  reached, and it is not there where nothing was committed to. Usage and all fees of the period count, those that
 *  were billed in advance too.
 *
 *  Two examples, with a minimum of 310.00 and 1,000 minutes for 100.00: in a whole period, 210.00 are missing. If
 *  the subscription ended after 15 of 31 days, the minimum is 310.00 × 15 / 31 = 150.00, and 50.00 are missing.
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
  const { name: description, ...line } = commitmentLine(minimum, counted);
  return [
    {
      ...line,
      ...({ kind: 'minimum', adjusts: null, customerId: customer.id, description, meter: null } as const),
      period: { start: period.start, end: period.end },
      proration: null,
      price: { minimumAmount: plain(minimum), counted: settledToWire(counted) },
    },
  ];
};

/** The minimum of the period: the sum over its plans, each for the seconds that it was in force and not paused. The
 *  seconds of plans with one minimum are added up first: 310.00 for three thirds of a period are 310.00. */
const committed = (closing: Closing): Decimal => {
  if (closing.period.isTrial) return ZERO;
  const seconds = new Map<string, number>();
  for (const { phase, activeSeconds } of segmentsOf(closing.subscription, closing.period)) {
    const minimum = plain(priceIn(planIn(closing, phase), closing.customer.currency).minimumAmount);
    seconds.set(minimum, (seconds.get(minimum) ?? 0) + activeSeconds);
  }
  return sum(
    [...seconds].map(([minimum, activeSeconds]) => prorate(decimal(minimum), partOf(closing, { activeSeconds }))),
  );
};

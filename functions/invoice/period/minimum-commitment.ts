import { segmentsOf } from '../../catalog/subscription/subscription.ts';
import { type Decimal, plain, sum, ZERO } from '../../money/decimal.ts';
import { settledToWire, total } from '../../money/money.ts';
import { commitmentLine } from '../../rate/commitment.ts';
import type { NewLine } from '../invoice.ts';
import { type Closing, planIn, priceIn } from './closing.ts';
import { feesOf } from './fees-in-advance.ts';
import { prorate } from './prorate.ts';
import { partOf } from './segment-lines.ts';

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

/** By the second, over the plans of the period. */
const committed = (closing: Closing): Decimal => {
  if (closing.period.isTrial) return ZERO;
  const parts = segmentsOf(closing.subscription, closing.period).map((segment) => {
    const { minimumAmount } = priceIn(planIn(closing, segment.phase), closing.customer.currency);
    return prorate(minimumAmount, partOf(closing, segment));
  });
  return sum(parts);
};

import { allowanceOf } from '../catalog/plan/allowance.ts';
import type { Charge } from '../catalog/plan/charge.ts';
import { chargeSchema } from '../catalog/plan/charge-wire.ts';
import { lastPhaseOf, phaseAt } from '../catalog/subscription/subscription.ts';
import type { NewLine } from '../invoice/invoice.ts';
import { type Closing, meteredBy } from '../invoice/period/closing.ts';
import { feesOf } from '../invoice/period/fees-in-advance.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Decimal, sum, ZERO } from '../money/decimal.ts';
import { total } from '../money/money.ts';
import type { Facts, MeteredPeriod, Running } from './summary-facts.ts';

/** A period in the form in which the close takes it, so that the code that makes the invoice says what it comes to. */
export const closingOf = (
  { customer }: Pick<Facts, 'customer'>,
  { subscription, plans, meters }: Running,
  { period, usage }: MeteredPeriod,
): Closing => {
  const counted = meters.map(
    (meter) => [meter.key, { meter, readings: usage.get(meter.key)?.readings ?? [] }] as const,
  );
  return { customer, subscription, period, plans, metered: meteredBy(new Map(counted)) };
};

/** The phase of the subscription, and so the plan, that is in force now; the last one of a period that is over. */
export const phaseSoFar = ({ subscription, current: { period } }: Running, now: Instant) =>
  now < period.end ? phaseAt(subscription, now) : lastPhaseOf(subscription, period);

/** What the invoice before bills of a fee for the period. */
export type Ahead = Pick<NewLine, 'chargeId' | 'amount'>;

/** What the invoice before has billed in advance for the period, less what has come back since; or what it will bill. */
export const aheadOf = (closing: Closing, { period, billedAhead }: MeteredPeriod): readonly Ahead[] =>
  billedAhead === 'by the invoice before'
    ? feesOf(closing, period)
    : billedAhead.map(({ fee, billed }) => ({ chargeId: fee.id, amount: billed.amount }));

/** What lines come to, after each was rounded. */
export const totalOf = (lines: readonly Pick<NewLine, 'amount'>[], { customer }: Pick<Closing, 'customer'>) =>
  total(
    lines.map(({ amount }) => amount),
    customer.currency,
  );

/** A charge has several lines where the plan changed in the period. */
export const linesOf = <Line extends Ahead>(lines: readonly Line[], { id }: Charge): readonly Line[] =>
  lines.filter(({ chargeId }) => chargeId === id);

export const quantityOf = (lines: readonly NewLine[]): Decimal => sum(lines.map(({ quantity }) => quantity));

/** The units that are free on a line. In a part of a period they are fewer: the line's own price has the share. */
export const includedIn = ({ price }: NewLine): Decimal => {
  const charge = chargeSchema.parse(price);
  return charge.model === 'flat' ? ZERO : allowanceOf(charge);
};

/** How many of the free units are used. */
export const takenOf = ({ breakdown }: NewLine): Decimal =>
  sum(breakdown.filter(({ kind }) => kind === 'included').map(({ units }) => units));

import { allowanceOf } from '../catalog/plan/allowance.ts';
import type { Charge } from '../catalog/plan/charge.ts';
import { chargeSchema } from '../catalog/plan/charge.ts';
import { lastPhaseOf, phaseAt } from '../catalog/subscription/subscription.ts';
import type { NewLine } from '../invoice/invoice.ts';
import { type Closing, meteredBy } from '../invoice/period/closing.ts';
import type { Instant } from '../kernel/instant.ts';
import { type Decimal, sum, ZERO } from '../money/decimal.ts';
import { total } from '../money/money.ts';
import type { Facts, MeteredPeriod, Running } from './facts.ts';

/** The period as the close sees it: what it comes to is reckoned by the code that makes the invoice. */
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

/** The phase that is in force, or the last one of a period that is over. */
export const phaseSoFar = ({ subscription, current: { period } }: Running, now: Instant) =>
  now < period.end ? phaseAt(subscription, now) : lastPhaseOf(subscription, period);

export const totalOf = (lines: readonly NewLine[], { customer }: Pick<Closing, 'customer'>) =>
  total(
    lines.map(({ amount }) => amount),
    customer.currency,
  );

export const linesOf = (lines: readonly NewLine[], { id }: Charge): readonly NewLine[] =>
  lines.filter(({ chargeId }) => chargeId === id);

export const quantityOf = (lines: readonly NewLine[]): Decimal => sum(lines.map(({ quantity }) => quantity));

/** As it is prorated. */
export const includedIn = ({ price }: NewLine): Decimal => {
  const charge = chargeSchema.parse(price);
  return charge.model === 'flat' ? ZERO : allowanceOf(charge);
};

/** Units that were free. */
export const takenOf = ({ breakdown }: NewLine): Decimal =>
  sum(breakdown.filter(({ kind }) => kind === 'included').map(({ units }) => units));

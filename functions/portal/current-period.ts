import type { Meter } from '../catalog/meter/meter.ts';
import { allowanceOf } from '../catalog/plan/allowance.ts';
import type { Charge } from '../catalog/plan/charge.ts';
import { chargeSchema } from '../catalog/plan/charge-wire.ts';
import { lastPhaseOf, phaseAt } from '../catalog/subscription/subscription.ts';
import type { NewLine } from '../invoice/invoice.ts';
import { type Closing, meteredBy, planIn, priceIn } from '../invoice/period/closing.ts';
import { periodLines } from '../invoice/period/period-lines.ts';
import { meterKey } from '../kernel/ids.ts';
import { earlier, type Instant } from '../kernel/instant.ts';
import { byWindow, wholeHours } from '../meter/usage/by-window.ts';
import { type Decimal, plain, sum, ZERO } from '../money/decimal.ts';
import { settledToWire, total } from '../money/money.ts';
import { bracketToWire } from '../rate/quote-wire.ts';
import type { Facts, MeteredPeriod, Running } from './facts.ts';
import { projectedMetered } from './projected-metered.ts';
import { assumptionOf, type Elapsed, elapsedOf, fractionOf } from './projection.ts';
import type { ChargeWire, CurrentWire, UsageChargeWire } from './summary-wire.ts';

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
const phaseSoFar = ({ subscription, current: { period } }: Running, now: Instant) =>
  now < period.end ? phaseAt(subscription, now) : lastPhaseOf(subscription, period);

/** @throws Conflict `currency_not_priced` */
export const currentToWire = (facts: Facts, running: Running): CurrentWire => {
  const { subscription, current, meters } = running;
  const { currency } = facts.customer;
  const closing = closingOf(facts, running, current);
  const elapsed = elapsedOf(current.period, facts.now);
  const soFar = periodLines(closing);
  const projected = elapsed && periodLines({ ...closing, metered: projectedMetered(closing, meters, facts.now) });
  const version = planIn(closing, phaseSoFar(running, facts.now));
  return {
    subscriptionId: subscription.id,
    planId: version.planId,
    planVersion: version.version,
    planName: version.name,
    periodStart: current.period.start,
    periodEnd: current.period.end,
    currency,
    total: settledToWire(totalOf(soFar, closing)),
    projection: elapsed && projected ? projectionToWire(totalOf(projected, closing), elapsed) : null,
    charges: priceIn(version, currency).charges.map((charge) => chargeLine(charge, closing, soFar, projected)),
    meters: meters.map((meter) => meterToWire(meter, current, facts.now)),
  };
};

export const totalOf = (lines: readonly NewLine[], { customer }: Pick<Closing, 'customer'>) =>
  total(
    lines.map(({ amount }) => amount),
    customer.currency,
  );

const projectionToWire = (amount: ReturnType<typeof totalOf>, elapsed: Elapsed) => ({
  total: settledToWire(amount),
  elapsed: plain(fractionOf(elapsed)),
  assumption: assumptionOf(elapsed),
});

/** A charge has several lines where the plan changed in the period. */
const chargeLine = (
  charge: Charge,
  closing: Closing,
  soFar: readonly NewLine[],
  projected: readonly NewLine[] | undefined,
): ChargeWire => {
  const own = linesOf(soFar, charge);
  if (charge.model === 'flat') {
    return { kind: 'fee', chargeId: charge.id, name: charge.name, amount: settledToWire(totalOf(own, closing)) };
  }
  const used = quantityOf(own);
  const included = sum(own.map(includedIn));
  return {
    kind: 'usage',
    chargeId: charge.id,
    name: charge.name,
    model: charge.model,
    meter: meterKey(charge.meter),
    used: plain(used),
    included: plain(included),
    left: plain(included.minus(sum(own.map(takenOf)))),
    amount: settledToWire(totalOf(own, closing)),
    breakdown: own.flatMap(({ breakdown }) => breakdown.map(bracketToWire)),
    ...projectedToWire(projected === undefined ? [] : linesOf(projected, charge), closing),
  };
};

const linesOf = (lines: readonly NewLine[], { id }: Charge): readonly NewLine[] =>
  lines.filter(({ chargeId }) => chargeId === id);

const quantityOf = (lines: readonly NewLine[]): Decimal => sum(lines.map(({ quantity }) => quantity));

/** As it is prorated. */
const includedIn = ({ price }: NewLine): Decimal => {
  const charge = chargeSchema.parse(price);
  return charge.model === 'flat' ? ZERO : allowanceOf(charge);
};

/** Units that were free. */
const takenOf = ({ breakdown }: NewLine): Decimal =>
  sum(breakdown.filter(({ kind }) => kind === 'included').map(({ units }) => units));

const projectedToWire = (
  lines: readonly NewLine[],
  closing: Closing,
): Pick<UsageChargeWire, 'projectedQuantity' | 'projectedAmount'> =>
  lines.length === 0
    ? { projectedQuantity: null, projectedAmount: null }
    : { projectedQuantity: plain(quantityOf(lines)), projectedAmount: settledToWire(totalOf(lines, closing)) };

const meterToWire = ({ key, name, measure }: Meter, { period, usage }: MeteredPeriod, now: Instant) => {
  const counted = usage.get(key) ?? { total: ZERO, events: 0, windows: [], readings: [] };
  const range = now > period.start ? wholeHours(period.start, earlier(now, period.end)) : undefined;
  const days = range === undefined ? [] : byWindow(measure.aggregation, counted.readings, range, 'day');
  return {
    key,
    name,
    total: plain(counted.total),
    days: days.map(({ start, value }) => ({ start, value: plain(value) })),
  };
};

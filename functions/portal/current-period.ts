import type { UsageCharge } from '../catalog/charge.ts';
import { type MeterKey, meterKey } from '../catalog/ids.ts';
import { earlier, type Instant } from '../catalog/instant.ts';
import type { Meter } from '../catalog/meter.ts';
import { chargesIn, draft, type UsageByMeter } from '../invoice/draft.ts';
import type { Draft } from '../invoice/invoice.ts';
import { byWindow, wholeHours } from '../meter/by-window.ts';
import { plain, ZERO } from '../money/decimal.ts';
import { settledToWire, total } from '../money/money.ts';
import { bracketToWire } from '../rate/quote-wire.ts';
import type { Facts, MeteredPeriod, Running } from './facts.ts';
import { assumptionOf, type Elapsed, elapsedOf, fractionOf, projectedUsage } from './projection.ts';
import type { ChargeWire, CurrentWire, UsageChargeWire } from './summary-schema.ts';

/** The invoice that would close `open` with this usage: by the code that makes the real one, so it is the real price. */
export const asInvoice = (
  { customer, now }: Pick<Facts, 'customer' | 'now'>,
  { subscription, version }: Running,
  { index, period }: MeteredPeriod,
  usage: UsageByMeter,
): Draft => draft({ subscription: { ...subscription, periodIndex: index, period }, customer, version, usage, at: now });

export const totalsOf = ({ usage }: MeteredPeriod): UsageByMeter =>
  new Map([...usage].map(([meter, counted]) => [meter, counted.total]));

/** @throws Conflict `currency_not_priced` */
export const currentToWire = (facts: Facts, running: Running): CurrentWire => {
  const { subscription, version, current, meters } = running;
  const used = totalsOf(current);
  const elapsed = elapsedOf(current.period, facts.now);
  const soFar = asInvoice(facts, running, current, used);
  const projected = elapsed && project(facts, running, used, elapsed);
  return {
    subscriptionId: subscription.id,
    planId: version.planId,
    planVersion: version.version,
    planName: version.name,
    periodStart: current.period.start,
    periodEnd: current.period.end,
    currency: facts.customer.currency,
    total: settledToWire(soFar.total),
    projection:
      elapsed && projected
        ? {
            total: settledToWire(projected.total),
            elapsed: plain(fractionOf(elapsed)),
            assumption: assumptionOf(elapsed),
          }
        : null,
    charges: chargesIn(version, facts.customer.currency).map((charge) =>
      charge.model === 'flat'
        ? { kind: 'fee', chargeId: charge.id, name: charge.name, amount: amountOf(soFar, charge.id) }
        : usageToWire(charge, soFar, projected),
    ),
    meters: meters.map((meter) => meterToWire(meter, current, facts.now)),
  };
};

const project = (facts: Facts, running: Running, used: UsageByMeter, elapsed: Elapsed): Draft => {
  const usage = new Map<MeterKey, ReturnType<typeof projectedUsage>>();
  for (const { key, measure } of running.meters) {
    usage.set(key, projectedUsage(used.get(key) ?? ZERO, measure.aggregation, elapsed));
  }
  return asInvoice(facts, running, running.current, usage);
};

/** A fee in advance may have two lines on the first invoice. */
const amountOf = ({ lines, currency }: Draft, chargeId: string): string => {
  const amounts = lines.filter((line) => line.chargeId === chargeId).map(({ amount }) => amount);
  return settledToWire(total(amounts, currency));
};

const usageToWire = (charge: UsageCharge, soFar: Draft, projected: Draft | undefined): ChargeWire => {
  const line = soFar.lines.find(({ chargeId }) => chargeId === charge.id);
  const used = line?.quantity ?? ZERO;
  const left = used.isNegative() ? charge.included : charge.included.minus(used);
  return {
    kind: 'usage',
    chargeId: charge.id,
    name: charge.name,
    model: charge.model,
    meter: meterKey(charge.meter),
    used: plain(used),
    included: plain(charge.included),
    left: plain(left.isNegative() ? ZERO : left),
    amount: amountOf(soFar, charge.id),
    breakdown: (line?.breakdown ?? []).map(bracketToWire),
    ...projectedToWire(charge, projected),
  };
};

const projectedToWire = (
  { id }: UsageCharge,
  projected: Draft | undefined,
): Pick<UsageChargeWire, 'projectedQuantity' | 'projectedAmount'> => {
  const line = projected?.lines.find(({ chargeId }) => chargeId === id);
  if (projected === undefined || line === undefined) return { projectedQuantity: null, projectedAmount: null };
  return { projectedQuantity: plain(line.quantity), projectedAmount: settledToWire(line.amount) };
};

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

import { z } from 'zod';
import type { Meter } from '../catalog/meter/meter.ts';
import type { Charge } from '../catalog/plan/charge.ts';
import { models } from '../catalog/plan/price.ts';
import type { NewLine } from '../invoice/invoice.ts';
import { type Closing, planIn, priceIn } from '../invoice/period/closing.ts';
import { dueLines } from '../invoice/period/period-lines.ts';
import { currencySchema } from '../kernel/currency-wire.ts';
import { decimalText } from '../kernel/decimal-wire.ts';
import { meterKey } from '../kernel/ids.ts';
import { earlier, type Instant } from '../kernel/instant.ts';
import { instantWire } from '../kernel/instant-wire.ts';
import { byWindow, wholeHours } from '../meter/usage/by-window.ts';
import { plain, sum, ZERO } from '../money/decimal.ts';
import { settledToWire } from '../money/money.ts';
import { bracketSchema, bracketToWire } from '../rate/line-wire.ts';
import {
  type Ahead,
  aheadOf,
  closingOf,
  includedIn,
  linesOf,
  phaseSoFar,
  quantityOf,
  takenOf,
  totalOf,
} from './current-period.ts';
import { projectedLines } from './projected-cost.ts';
import { assumptionOf, type Elapsed, elapsedOf, fractionOf } from './projection.ts';
import type { Facts, MeteredPeriod, Running } from './summary-facts.ts';

/** Where a period begins and ends, in every answer that is about one. */
export const periodFields = { periodStart: instantWire, periodEnd: instantWire };

const usageCharge = z.object({
  kind: z.literal('usage'),
  chargeId: z.string(),
  name: z.string(),
  model: z.enum(models),
  meter: z.string(),
  used: decimalText,
  included: decimalText.meta({ description: 'Allowance of the period; "0" for none', examples: ['1000'] }),
  left: decimalText.meta({ description: 'What is left of the allowance', examples: ['250'] }),
  amount: decimalText.meta({ description: 'What the usage so far costs', examples: ['268.00'] }),
  breakdown: z.array(bracketSchema),
  projectedQuantity: decimalText.nullable(),
  projectedAmount: decimalText.nullable(),
});

const fee = z.object({
  kind: z.literal('fee'),
  chargeId: z.string(),
  name: z.string(),
  amount: decimalText.meta({ description: "What the period's invoice has for it", examples: ['25.00'] }),
  billedInAdvance: decimalText.meta({ description: 'What the invoice before bills for it', examples: ['0.00'] }),
});

const projection = z.object({
  total: decimalText,
  elapsed: decimalText.meta({ description: 'Share of the period that is over, 0 to 1', examples: ['0.3942'] }),
  assumption: z.string().meta({ description: 'What the projection takes for granted, in words' }),
});

export const currentSchema = z.object({
  subscriptionId: z.string(),
  planId: z.string(),
  planVersion: z.int(),
  planName: z.string(),
  ...periodFields,
  currency: currencySchema,
  total: decimalText.meta({
    description:
      "What the period's invoice has for the period itself with the usage so far, before discounts and tax: without fees that were billed in advance",
  }),
  billedInAdvance: decimalText.meta({
    description: 'What the invoice before bills for fees of the period; no part of `total`',
    examples: ['25.00'],
  }),
  projection: projection.nullable().meta({ description: 'Null while the period has not begun' }),
  charges: z.array(z.discriminatedUnion('kind', [usageCharge, fee])),
  meters: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      total: decimalText,
      days: z.array(z.object({ start: instantWire, value: decimalText })).meta({ description: 'UTC days so far' }),
    }),
  ),
});

export type CurrentWire = z.output<typeof currentSchema>;
export type ChargeWire = CurrentWire['charges'][number];
export type UsageChargeWire = z.output<typeof usageCharge>;

/** The running period as it is answered: priced with the usage so far, and with the projected usage.
 *  @throws Conflict `currency_not_priced` */
export const currentToWire = (facts: Facts, running: Running): CurrentWire => {
  const { subscription, current, meters } = running;
  const { currency } = facts.customer;
  const closing = closingOf(facts, running, current);
  const elapsed = elapsedOf(current.period, facts.now);
  const soFar = dueLines(closing, current.billedAhead);
  const ahead = aheadOf(closing, current);
  const projected = elapsed && projectedLines(closing, current.billedAhead, meters, facts.now);
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
    billedInAdvance: settledToWire(totalOf(ahead, closing)),
    projection: elapsed && projected ? projectionToWire(totalOf(projected, closing), elapsed) : null,
    charges: priceIn(version, currency).charges.map((charge) =>
      chargeLine(charge, closing, { soFar, projected, ahead }),
    ),
    meters: meters.map((meter) => meterToWire(meter, current, facts.now)),
  };
};

const projectionToWire = (amount: ReturnType<typeof totalOf>, elapsed: Elapsed) => ({
  total: settledToWire(amount),
  elapsed: plain(fractionOf(elapsed)),
  assumption: assumptionOf(elapsed),
});

interface Lines {
  readonly soFar: readonly NewLine[];
  readonly projected: readonly NewLine[] | undefined;
  readonly ahead: readonly Ahead[];
}

/** One charge of the plan with what all its lines come to, so far and projected. */
const chargeLine = (charge: Charge, closing: Closing, { soFar, projected, ahead }: Lines): ChargeWire => {
  const own = linesOf(soFar, charge);
  if (charge.model === 'flat') {
    const billedInAdvance = settledToWire(totalOf(linesOf(ahead, charge), closing));
    const amount = settledToWire(totalOf(own, closing));
    return { kind: 'fee', chargeId: charge.id, name: charge.name, amount, billedInAdvance };
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

const projectedToWire = (
  lines: readonly NewLine[],
  closing: Closing,
): Pick<UsageChargeWire, 'projectedQuantity' | 'projectedAmount'> =>
  lines.length === 0
    ? { projectedQuantity: null, projectedAmount: null }
    : { projectedQuantity: plain(quantityOf(lines)), projectedAmount: settledToWire(totalOf(lines, closing)) };

/** Usage by UTC day until now. The hour that is running is in the last day. */
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

import type { Customer } from '../../../functions/catalog/customer/customer.ts';
import { customerOf, newCustomerSchema } from '../../../functions/catalog/customer/new-customer-wire.ts';
import type { Meter } from '../../../functions/catalog/meter/meter.ts';
import { newMeterSchema } from '../../../functions/catalog/meter/meter-schema.ts';
import { meterOf } from '../../../functions/catalog/meter/meter-wire.ts';
import type { ChargeWire } from '../../../functions/catalog/plan/charge-wire.ts';
import { firstVersion } from '../../../functions/catalog/plan/plan.ts';
import { newPlanSchema } from '../../../functions/catalog/plan/plan-wire.ts';
import { closeAtOf, periodOf } from '../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom } from '../../../functions/catalog/subscription/cycle.ts';
import type { Subscription } from '../../../functions/catalog/subscription/subscription.ts';
import { draft } from '../../../functions/invoice/draft/draft.ts';
import type { Invoice } from '../../../functions/invoice/invoice.ts';
import { issue } from '../../../functions/invoice/issue/issue.ts';
import { planKey } from '../../../functions/invoice/period/closing.ts';
import { type BilledAhead, periodLines } from '../../../functions/invoice/period/period-lines.ts';
import { meterKey, planId, subscriptionId } from '../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { type Usage, usageOf } from '../../../functions/meter/usage/usage.ts';
import { exactDecimal } from '../../../functions/money/decimal.ts';
import { closingOf } from '../../../functions/portal/current-period.ts';
import type { Facts, MeteredPeriod, Running } from '../../../functions/portal/summary-facts.ts';
import { buyer, subscription as october, reckonedOf, seller } from '../invoice/transcoding.ts';
import { reading } from '../meter/readings.ts';

export const at = parseInstant;
export const anchor = at('2026-09-01T00:00:00Z');
const schedule = { cycles: [cycleFrom(anchor, 0, 'UTC', 'month')], cancelAt: null } as const;

export const customer: Customer = customerOf(
  newCustomerSchema.parse({ id: 'cust_8821', name: 'Example Studios', currency: 'USD' }),
  anchor,
);

const meter = (key: string): Meter =>
  meterOf(
    newMeterSchema.parse({ key, name: `Meter ${key}`, eventType: key, aggregation: 'sum', valueProperty: 'amount' }),
    anchor,
  );

const minutes = meter('minutes');
const requests = meter('requests');

export const tiered = {
  ...{ id: 'minutes', name: 'Transcoding', meter: 'minutes', model: 'tiered' },
  tiers: [
    { upTo: '1000', unitAmount: '0.10' },
    { upTo: null, unitAmount: '0.07' },
  ],
} satisfies ChargeWire;

export const withAllowance = {
  ...{ id: 'requests', name: 'API requests', meter: 'requests', model: 'linear' },
  ...{ included: '1000', unitAmount: '0.01' },
} satisfies ChargeWire;

export const inAdvance = {
  ...{ id: 'base', name: 'Base fee', model: 'flat', amount: '25', billed: 'advance' },
} satisfies ChargeWire;

/** Usage by hour: `[hour, value]`; the events are as many as the entries. */
export const usage = (...hours: readonly (readonly [start: string, value: string])[]): Usage =>
  usageOf(
    'sum',
    hours.map(([start, value]) => reading({ start: at(start), sum: exactDecimal(value) })),
  );

export const metered = (
  index: number,
  counted: { minutes?: Usage; requests?: Usage } = {},
  billedAhead: BilledAhead = [],
): MeteredPeriod => ({
  period: periodOf(schedule, index),
  usage: new Map([
    [meterKey('minutes'), counted.minutes ?? usage()],
    [meterKey('requests'), counted.requests ?? usage()],
  ]),
  billedAhead,
});

const subscribed = (index: number): Subscription => {
  const period = periodOf(schedule, index);
  return {
    ...october,
    ...schedule,
    id: subscriptionId('sub_1'),
    customerId: customer.id,
    startAt: anchor,
    phases: [{ from: anchor, planId: planId('transcoding'), planVersion: 1 }],
    ...{ period, closeAt: closeAtOf(period, 1), createdAt: anchor },
  };
};

const plan = (charges: readonly ChargeWire[]) =>
  newPlanSchema.parse({ id: 'transcoding', name: 'Transcoding', interval: 'month', prices: { USD: { charges } } });

export const running = (
  charges: readonly ChargeWire[],
  current: MeteredPeriod,
  ended: readonly MeteredPeriod[] = [],
): Running => ({
  subscription: subscribed(ended[0]?.period.index ?? current.period.index),
  plans: new Map([[planKey({ planId: planId('transcoding'), planVersion: 1 }), firstVersion(plan(charges), anchor)]]),
  meters: [minutes, requests],
  ended,
  current,
});

export const factsAt = (now: string, of: Running | undefined, invoices: readonly Invoice[] = []): Facts => ({
  ...{ customer, now: at(now), running: of, invoices, invoicesCursor: null },
});

/** The invoice that closed a period, as open. */
export const invoiceOf = (of: Running, closed: MeteredPeriod, number: string): Invoice => {
  const closing = closingOf({ customer }, of, closed);
  const { end } = closed.period;
  const made = draft(closing, reckonedOf(periodLines(closing)), end);
  return issue(made, { number, buyer: { ...buyer, name: customer.name }, seller, at: end });
};

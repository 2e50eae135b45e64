import { closeAtOf, periodAt } from '../../../functions/catalog/billing-period.ts';
import type { ChargeWire } from '../../../functions/catalog/charge.ts';
import { type Customer, customerOf, newCustomerSchema } from '../../../functions/catalog/customer.ts';
import { meterKey, subscriptionId } from '../../../functions/catalog/ids.ts';
import { parseInstant } from '../../../functions/catalog/instant.ts';
import { type Meter, meterOf } from '../../../functions/catalog/meter.ts';
import { newMeterSchema } from '../../../functions/catalog/meter-schema.ts';
import { firstVersion, newPlanSchema } from '../../../functions/catalog/plan.ts';
import type { Subscription } from '../../../functions/catalog/subscription.ts';
import type { Invoice } from '../../../functions/invoice/invoice.ts';
import { issue } from '../../../functions/invoice/issue.ts';
import { type Usage, usageOf } from '../../../functions/meter/usage.ts';
import { exactDecimal } from '../../../functions/money/decimal.ts';
import { asInvoice, totalsOf } from '../../../functions/portal/current-period.ts';
import type { Facts, MeteredPeriod, Running } from '../../../functions/portal/facts.ts';
import { reading } from '../meter/readings.ts';

export const at = parseInstant;
export const anchor = at('2026-09-01T00:00:00Z');

export const customer: Customer = customerOf(
  newCustomerSchema.parse({ id: 'cust_8821', name: 'Example Studios', currency: 'USD' }),
  anchor,
);

const meter = (key: string, aggregation: 'sum' | 'count'): Meter =>
  meterOf(
    newMeterSchema.parse({
      ...{ key, name: `Meter ${key}`, eventType: key, aggregation },
      ...(aggregation === 'sum' ? { valueProperty: 'amount' } : {}),
    }),
    anchor,
  );

const minutes = meter('minutes', 'sum');
const requests = meter('requests', 'count');

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

export const metered = (index: number, counted: { minutes?: Usage; requests?: Usage } = {}): MeteredPeriod => ({
  index,
  period: periodAt(anchor, 'month', index),
  usage: new Map([
    [meterKey('minutes'), counted.minutes ?? usage()],
    [meterKey('requests'), counted.requests ?? usage()],
  ]),
});

const subscribed = (periodIndex: number): Subscription => {
  const period = periodAt(anchor, 'month', periodIndex);
  return {
    id: subscriptionId('sub_1'),
    customerId: customer.id,
    planId: firstVersion(plan([tiered]), anchor).planId,
    planVersion: 1,
    anchor,
    status: 'active',
    periodIndex,
    period,
    closeAt: closeAtOf(period, 1),
    createdAt: anchor,
  };
};

const plan = (charges: readonly ChargeWire[]) =>
  newPlanSchema.parse({ id: 'transcoding', name: 'Transcoding', interval: 'month', prices: { USD: { charges } } });

export const running = (
  charges: readonly ChargeWire[],
  current: MeteredPeriod,
  ended: readonly MeteredPeriod[] = [],
): Running => ({
  subscription: subscribed(ended[0]?.index ?? current.index),
  version: firstVersion(plan(charges), anchor),
  meters: [minutes, requests],
  ended,
  current,
});

export const factsAt = (now: string, of: Running | undefined, invoices: readonly Invoice[] = []): Facts => ({
  ...{ customer, now: at(now), running: of, invoices, invoicesCursor: null },
});

/** The invoice that closed a period, as open. */
export const invoiceOf = (of: Running, closed: MeteredPeriod, number: string): Invoice =>
  issue(asInvoice({ customer, now: closed.period.end }, of, closed, totalsOf(closed)), {
    ...{ number, buyer: { name: customer.name, email: null, address: null }, at: closed.period.end },
  });

import { currency } from '../../functions/money/currency.ts';
import type { CurrentWire, UsageChargeWire } from '../../functions/portal/current-period-wire.ts';
import type { InvoiceRowWire, PastPeriodWire, SummaryWire } from '../../functions/portal/summary-wire.ts';

const usd = currency('USD');

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Has the form of a portal token; nobody here checks its signature. */
export const tokenUntil = (expiresAt: number): string =>
  [{ alg: 'HS256' }, { sub: 'cust_8821', exp: Math.floor(expiresAt / 1000) }, 'signature'].map(base64url).join('.');

const day = (at: number): string => new Date(Date.UTC(2026, 10, 1 + at)).toISOString();
const month = (back: number): string => new Date(Date.UTC(2026, 10 - back, 1)).toISOString();

const days = (count: number, seed: number) =>
  Array.from({ length: count }, (_, at) => ({
    start: day(at),
    value: String(Math.round((90 + 60 * Math.sin(at + seed)) * (at % 7 > 4 ? 0.4 : 1))),
  }));

const bracket = (kind: 'included' | 'units', from: string, to: string, unitAmount: string, amount: string) => ({
  kind,
  group: null,
  from,
  to,
  units: String(Number(to) - Number(from)),
  unitAmount,
  flatAmount: '0',
  amount,
});

const minutes: UsageChargeWire = {
  kind: 'usage',
  chargeId: 'minutes',
  name: 'Transcoding minutes',
  model: 'tiered',
  meter: 'transcoding_minutes',
  used: '1680.5',
  included: '2000',
  left: '319.5',
  amount: '0.00',
  breakdown: [bracket('included', '0', '1680.5', '0', '0')],
  projectedQuantity: '2291.590909',
  projectedAmount: '29.16',
};

const requests: UsageChargeWire = {
  kind: 'usage',
  chargeId: 'requests',
  name: 'API requests',
  model: 'tiered',
  meter: 'api_requests',
  used: '3400',
  included: '1000',
  left: '0',
  amount: '240.00',
  breakdown: [
    bracket('included', '0', '1000', '0', '0'),
    bracket('units', '1000', '2000', '0.10', '100'),
    bracket('units', '2000', '4000', '0.07', '140'),
  ],
  projectedQuantity: '4636',
  projectedAmount: '284.52',
};

const running: CurrentWire = {
  subscriptionId: 'sub_1',
  planId: 'transcoding',
  planVersion: 1,
  planName: 'Transcoding',
  periodStart: day(0),
  periodEnd: day(30),
  currency: usd,
  total: '265.00',
  billedInAdvance: '0.00',
  projection: {
    total: '338.68',
    elapsed: '0.7333',
    assumption:
      'Assumes that usage goes on at its average so far, with 73.3 % of the period over. ' +
      'The projected usage is priced like an invoice: with its tiers, allowances and fees.',
  },
  charges: [
    minutes,
    requests,
    { kind: 'fee', chargeId: 'base', name: 'Base fee', amount: '25.00', billedInAdvance: '0.00' },
  ],
  meters: [
    { key: 'transcoding_minutes', name: 'Minutes of video', total: '1680.5', days: days(22, 0) },
    { key: 'api_requests', name: 'API requests', total: '3400', days: days(22, 2) },
  ],
};

const statuses = ['paid', 'open', 'paid', 'uncollectible', 'void'] as const;

export const invoiceRow = (back: number): InvoiceRowWire => {
  const id = `inv_${back}`;
  return {
    id,
    number: `INV-${String(100 - back).padStart(6, '0')}`,
    status: statuses[back % statuses.length] ?? 'paid',
    periodStart: month(back),
    periodEnd: month(back - 1),
    currency: usd,
    total: (268 - back * 3.25).toFixed(2),
    amountDue: '0.00',
    issuedAt: month(back - 1),
    links: { self: `/v1/invoices/${id}`, html: `/v1/invoices/${id}.html`, pdf: `/v1/invoices/${id}.pdf` },
  };
};

const past = (back: number): PastPeriodWire => {
  const { id, number, periodStart, periodEnd, currency, total } = invoiceRow(back);
  const usageLine = { lineId: 'line_1', chargeId: 'minutes', name: 'Transcoding minutes', quantity: '3400' };
  return {
    ...{ state: 'invoiced', periodStart, periodEnd, number, currency, total },
    invoiceId: id,
    charges: [
      { ...usageLine, meter: 'transcoding_minutes', amount: total },
      { lineId: 'line_2', chargeId: 'base', name: 'Base fee', meter: null, quantity: '1', amount: '25.00' },
    ],
  };
};

/** The usual: two metrics and a fee, an ended period in its grace, two invoices. */
export const usual: SummaryWire = {
  customer: { id: 'cust_8821', name: 'Example Studios', currency: usd, timeZone: 'UTC' },
  now: day(22),
  current: running,
  history: [{ ...past(1), state: 'closing', invoiceId: null, number: null }, past(2), past(3)],
  invoices: [invoiceRow(2), invoiceRow(3)],
  usageOmitted: false,
  invoicesCursor: null,
};

/** A customer who has never subscribed. */
export const empty: SummaryWire = { ...usual, current: null, history: [], invoices: [] };

/** Subscribed from a day to come: nothing counted, nothing projected. */
export const notBegun: SummaryWire = {
  ...empty,
  now: '2026-10-20T00:00:00.000Z',
  current: {
    ...running,
    total: '25.00',
    projection: null,
    charges: [
      { ...minutes, used: '0', left: '2000', breakdown: [], projectedQuantity: null, projectedAmount: null },
      { kind: 'fee', chargeId: 'base', name: 'Base fee', amount: '25.00', billedInAdvance: '0.00' },
    ],
    meters: [{ key: 'transcoding_minutes', name: 'Minutes of video', total: '0', days: [] }],
  },
};

const long =
  'A metric with quite a long name, as of a product of several words and an_identifier_without_any_space_in_it';

/** Forty metrics, long names, huge figures, and more invoices than one page holds. */
export const much: SummaryWire = {
  customer: {
    ...usual.customer,
    name: 'Gesellschaft für außerordentlich lange Firmennamen und Beteiligungen mbH & Co. KGaA',
  },
  now: day(22),
  current: {
    ...running,
    total: '98765432109876.54',
    charges: Array.from({ length: 40 }, (_, at) => ({
      ...(at % 2 === 0 ? minutes : requests),
      chargeId: `charge_${at}`,
      name: at % 5 === 0 ? `${long} ${at}` : `Metric ${at}`,
      used: at === 0 ? '12345678901234567890.123456789' : '3400',
      meter: `meter_${at}`,
    })),
    meters: Array.from({ length: 40 }, (_, at) => ({
      key: `meter_${at}`,
      name: `Meter ${at}`,
      total: '3400',
      days: days(22, at),
    })),
  },
  history: Array.from({ length: 12 }, (_, at) => past(at + 1)),
  invoices: Array.from({ length: 12 }, (_, at) => invoiceRow(at + 1)),
  usageOmitted: false,
  invoicesCursor: 'after-12',
};

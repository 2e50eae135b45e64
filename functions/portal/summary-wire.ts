import { z } from 'zod';
import { statuses } from '../invoice/invoice.ts';
import { currencySchema } from '../kernel/currency-wire.ts';
import { instantWire } from '../kernel/instant-wire.ts';
import { bracketSchema, decimalText, models } from '../rate/line-schema.ts';

const period = { periodStart: instantWire, periodEnd: instantWire };

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
});

const projection = z.object({
  total: decimalText,
  elapsed: decimalText.meta({ description: 'Share of the period that is over, 0 to 1', examples: ['0.3942'] }),
  assumption: z.string().meta({ description: 'What the projection takes for granted, in words' }),
});

const current = z.object({
  subscriptionId: z.string(),
  planId: z.string(),
  planVersion: z.int(),
  planName: z.string(),
  ...period,
  currency: currencySchema,
  total: decimalText.meta({ description: 'What the period comes to with the usage so far, before discounts and tax' }),
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

const pastCharge = z.object({
  lineId: z.string().nullable().meta({ description: 'The line of the invoice; null while there is none' }),
  chargeId: z.string(),
  name: z.string(),
  meter: z.string().nullable(),
  quantity: decimalText,
  amount: decimalText,
});

const pastPeriod = z.object({
  state: z.enum(['closing', 'invoiced']),
  ...period,
  invoiceId: z.string().nullable(),
  number: z.string().nullable(),
  currency: currencySchema,
  total: decimalText,
  charges: z.array(pastCharge),
});

const invoice = z.object({
  id: z.string(),
  number: z.string().nullable(),
  status: z.enum(statuses),
  ...period,
  currency: currencySchema,
  total: decimalText,
  amountDue: decimalText,
  issuedAt: instantWire.nullable(),
  links: z.object({ self: z.string(), html: z.string(), pdf: z.string() }),
});

/** All that the portal shows of one customer at one moment. */
export const summarySchema = z.object({
  customer: z.object({ id: z.string(), name: z.string(), currency: currencySchema, timeZone: z.string() }),
  now: instantWire.meta({ description: "The customer's time: its test clock's where it is on one" }),
  current: current.nullable().meta({ description: 'Null without an active subscription' }),
  history: z.array(pastPeriod).meta({ description: 'Newest first, as far back as `invoices`' }),
  invoices: z.array(invoice).meta({ description: 'The newest; older ones by GET /invoices with `invoicesCursor`' }),
  invoicesCursor: z.string().nullable(),
});

export type SummaryWire = z.output<typeof summarySchema>;
export type CurrentWire = z.output<typeof current>;
export type ChargeWire = CurrentWire['charges'][number];
export type UsageChargeWire = z.output<typeof usageCharge>;
export type PastPeriodWire = z.output<typeof pastPeriod>;
export type InvoiceRowWire = z.output<typeof invoice>;

import { z } from 'zod';
import { currencySchema } from '../catalog/currency.ts';
import { instantWire } from '../catalog/instant-schema.ts';
import { bracketSchema, decimalText, models } from '../rate/line-schema.ts';
import { statuses } from './invoice.ts';

const buyerSchema = z.object({
  name: z.string(),
  email: z.string().nullable(),
  address: z
    .object({
      line1: z.string(),
      line2: z.string().nullable(),
      city: z.string(),
      postalCode: z.string(),
      region: z.string().nullable(),
      country: z.string(),
    })
    .nullable(),
});

const ratedUsageSchema = z.object({ quantity: decimalText, amount: decimalText });

const adjustedSchema = z
  .object({
    invoiceId: z.string(),
    number: z.string(),
    lineId: z.string(),
    closedThrough: instantWire,
    before: ratedUsageSchema,
    after: ratedUsageSchema,
  })
  .meta({ description: 'The line of an earlier invoice that late usage adjusts; that invoice stays as it is' });

const lineSchema = z.object({
  id: z.string(),
  kind: z.enum(['charge', 'adjustment']),
  chargeId: z.string(),
  description: z.string(),
  model: z.enum(models),
  meter: z.string().nullable(),
  periodStart: instantWire,
  periodEnd: instantWire,
  quantity: decimalText,
  amount: decimalText,
  exactAmount: decimalText,
  breakdown: z.array(bracketSchema),
  price: z.record(z.string(), z.unknown()),
  adjusts: adjustedSchema.nullable(),
});

/** As clients see it, and as the table keeps it. */
export const invoiceSchema = z.object({
  id: z.string(),
  number: z.string().nullable(),
  status: z.enum(statuses),
  customerId: z.string(),
  customer: buyerSchema,
  subscriptionId: z.string(),
  planId: z.string(),
  planVersion: z.int(),
  planName: z.string(),
  testClockId: z.string().nullable(),
  currency: currencySchema,
  periodStart: instantWire,
  periodEnd: instantWire,
  lines: z.array(lineSchema),
  subtotal: decimalText,
  taxBase: decimalText,
  taxes: z.array(z.object({ name: z.string(), fraction: decimalText, amount: decimalText })),
  tax: decimalText,
  total: decimalText,
  balanceBefore: decimalText,
  balanceAfter: decimalText,
  amountDue: decimalText,
  createdAt: instantWire,
  issuedAt: instantWire.nullable(),
  paidAt: instantWire.nullable(),
  paymentId: z.string().nullable(),
  uncollectibleAt: instantWire.nullable(),
  voidedAt: instantWire.nullable(),
});

export type InvoiceWire = z.output<typeof invoiceSchema>;
export type InvoiceLineWire = z.output<typeof lineSchema>;

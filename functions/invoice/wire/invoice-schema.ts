import { z } from 'zod';
import { models } from '../../catalog/plan/price.ts';
import { currencySchema } from '../../kernel/currency.ts';
import { decimalText } from '../../kernel/decimal-string.ts';
import { instantWire } from '../../kernel/instant-schema.ts';
import { bracketSchema } from '../../rate/line-wire.ts';
import { lineKinds, statuses } from '../invoice.ts';
import { treatments } from '../tax/tax.ts';

export const buyerSchema = z.object({
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
  taxIds: z.array(z.string()).readonly(),
  locale: z.string(),
});

export const sellerSchema = z.object({
  name: z.string(),
  address: z.array(z.string()).readonly(),
  email: z.string().nullable(),
  taxIds: z.array(z.string()).readonly(),
  legalText: z.string().nullable(),
});

const ratedUsageSchema = z.object({ quantity: decimalText, amount: decimalText });

const adjustedSchema = z
  .object({
    invoiceId: z.string(),
    number: z.string().nullable(),
    lineId: z.string(),
    closedThrough: instantWire,
    before: ratedUsageSchema,
    after: ratedUsageSchema,
  })
  .meta({ description: 'The line of an earlier invoice that late usage adjusts; that invoice stays as it is' });

const lineSchema = z.object({
  id: z.string(),
  kind: z.enum(lineKinds),
  customerId: z.string(),
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
  proration: z
    .object({ numerator: z.int(), denominator: z.int() })
    .nullable()
    .meta({ description: 'Seconds that are billed, of the seconds of the whole period' }),
  discount: decimalText.meta({ description: "The line's share of the discounts" }),
  discounts: z.array(z.object({ discountId: z.string(), amount: decimalText })),
  price: z.record(z.string(), z.unknown()),
  adjusts: adjustedSchema.nullable(),
});

const discountSchema = z.object({
  discountId: z.string(),
  couponId: z.string(),
  name: z.string(),
  percent: decimalText.nullable(),
  amount: decimalText,
});

export const taxSchema = z.object({
  rateId: z.string(),
  name: z.string(),
  country: z.string(),
  region: z.string().nullable(),
  fraction: decimalText.meta({ description: '0.19 for 19 %' }),
  compound: z.boolean(),
  base: decimalText,
  amount: decimalText,
});

/** As clients see it, and as the table keeps it. */
export const invoiceSchema = z.object({
  id: z.string(),
  number: z.string().nullable(),
  status: z.enum(statuses),
  customerId: z.string(),
  customer: buyerSchema,
  seller: sellerSchema.nullable(),
  subscriptionId: z.string(),
  planId: z.string(),
  planVersion: z.int(),
  planName: z.string(),
  testClockId: z.string().nullable(),
  currency: currencySchema,
  timeZone: z.string(),
  periodStart: instantWire,
  periodEnd: instantWire,
  lines: z.array(lineSchema),
  sections: z.array(
    z.object({
      ...{ customerId: z.string(), name: z.string(), subtotal: decimalText },
      statements: z.array(z.string()).readonly(),
    }),
  ),
  replaces: z.string().nullable(),
  revision: z.int().nonnegative().meta({ description: 'How often it was edited as a draft' }),
  subtotal: decimalText,
  discounts: z.array(discountSchema),
  discount: decimalText,
  taxBase: decimalText,
  taxes: z.array(taxSchema),
  tax: decimalText,
  taxTreatment: z.enum(treatments),
  taxNote: z.string().nullable(),
  total: decimalText,
  credits: z.array(z.object({ grantId: z.string(), name: z.string(), amount: decimalText })),
  credited: decimalText,
  balanceBefore: decimalText,
  balanceAfter: decimalText,
  amountDue: decimalText,
  amountPaid: decimalText.meta({ description: 'By payments, of the amount due' }),
  amountCredited: decimalText.meta({ description: 'By credit notes, of the total' }),
  amountRemaining: decimalText.meta({ description: 'Still to be paid' }),
  createdAt: instantWire,
  issuedAt: instantWire.nullable(),
  paidAt: instantWire.nullable(),
  paymentId: z.string().nullable(),
  uncollectibleAt: instantWire.nullable(),
  voidedAt: instantWire.nullable(),
  voidReason: z.string().nullable(),
  replacedBy: z.string().nullable(),
  consolidatedInto: z
    .string()
    .nullable()
    .default(null)
    .meta({ description: "Of a child's statement: its parent's invoice" }),
});

export type InvoiceWire = z.output<typeof invoiceSchema>;
export type InvoiceLineWire = z.output<typeof lineSchema>;

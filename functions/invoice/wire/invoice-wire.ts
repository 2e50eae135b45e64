import { z } from 'zod';
import { currencySchema } from '../../kernel/currency-wire.ts';
import { decimalText } from '../../kernel/decimal-wire.ts';
import { customerId, invoiceId, planId, subscriptionId, testClockId } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { assertNever, Conflict } from '../../kernel/meterline-error.ts';
import { moneyFromWire, settledToWire } from '../../money/money.ts';
import { type Invoice, type InvoiceState, statuses } from '../invoice.ts';
import { sellerSchema } from '../seller.ts';
import { buyerSchema } from './buyer-wire.ts';
import { lineFromWire, lineSchema, lineToWire } from './line-wire.ts';
import { totalsFromWire, totalsSchema, totalsToWire } from './totals-wire.ts';

/** An invoice as clients see it, and as the table keeps it. What a status does not have (`paidAt` of a draft) is
 *  null. */
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
  revision: z.int().nonnegative().meta({
    description: 'How often it was edited as a draft, and how often something of it was given back since',
  }),
  ...totalsSchema.shape,
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

/** An invoice as it is answered: of very many lines, only the first ones. */
export const answeredInvoiceSchema = invoiceSchema.extend({
  lines: z.array(lineSchema).meta({
    description:
      'All lines; of very many the first ones, and in a list of invoices none: `lineCount` says how many there are',
  }),
  lineCount: z
    .int()
    .nonnegative()
    .meta({ description: 'Where it is more than there are lines here, `/v1/invoices/{invoiceId}/lines` has all' }),
});
export type AnsweredInvoice = z.output<typeof answeredInvoiceSchema>;

export const invoiceToWire = (invoice: Invoice): InvoiceWire => {
  const { id, number, status, customerId, buyer, seller, subscriptionId, planId, planVersion, planName } = invoice;
  const { testClockId, currency, timeZone, replaces, revision, createdAt, issuedAt, period } = invoice;
  return {
    ...{ id, number, status, customerId, customer: buyer, seller, subscriptionId, planId, planVersion, planName },
    ...{ testClockId, currency, timeZone, periodStart: period.start, periodEnd: period.end },
    lines: invoice.lines.map(lineToWire),
    sections: invoice.sections.map((section) => ({ ...section, subtotal: settledToWire(section.subtotal) })),
    ...{ replaces, revision },
    ...totalsToWire(invoice),
    ...{ createdAt, issuedAt },
    paidAt: invoice.status === 'paid' ? invoice.paidAt : null,
    paymentId: invoice.status === 'paid' ? invoice.paymentId : null,
    uncollectibleAt: invoice.status === 'uncollectible' ? invoice.uncollectibleAt : null,
    voidedAt: invoice.status === 'void' ? invoice.voidedAt : null,
    voidReason: invoice.status === 'void' ? invoice.voidReason : null,
    replacedBy: invoice.status === 'void' ? invoice.replacedBy : null,
    consolidatedInto: invoice.status === 'statement' ? invoice.consolidatedInto : null,
  };
};

/** Reads back what `invoiceToWire` wrote.
 *  @throws Conflict `invoice_corrupt` where something is missing that an invoice of this status must have */
export const invoiceFromWire = (wire: InvoiceWire): Invoice => ({
  id: invoiceId(wire.id),
  customerId: customerId(wire.customerId),
  buyer: wire.customer,
  seller: wire.seller,
  subscriptionId: subscriptionId(wire.subscriptionId),
  planId: planId(wire.planId),
  planVersion: wire.planVersion,
  planName: wire.planName,
  testClockId: wire.testClockId === null ? null : testClockId(wire.testClockId),
  currency: wire.currency,
  timeZone: wire.timeZone,
  period: { start: parseInstant(wire.periodStart), end: parseInstant(wire.periodEnd) },
  lines: wire.lines.map((line) => lineFromWire(line, wire.currency)),
  sections: wire.sections.map((section) => ({
    customerId: customerId(section.customerId),
    name: section.name,
    statements: section.statements.map(invoiceId),
    subtotal: moneyFromWire(section.subtotal, wire.currency),
  })),
  replaces: wire.replaces === null ? null : invoiceId(wire.replaces),
  revision: wire.revision,
  ...totalsFromWire(wire, wire.currency),
  createdAt: parseInstant(wire.createdAt),
  ...stateFromWire(wire),
});

const stateFromWire = (wire: InvoiceWire): InvoiceState => {
  const { status, paymentId, voidReason, replacedBy, consolidatedInto: into } = wire;
  if (status === 'draft') return { status, number: null, issuedAt: null };
  if (status === 'statement') {
    return { status, number: null, issuedAt: null, consolidatedInto: into === null ? null : invoiceId(into) };
  }
  const issuedAt = instantOf(wire, 'issuedAt');
  if (status === 'skipped') return { status, number: null, issuedAt };
  const issued = { number: given(wire, 'number'), issuedAt };
  switch (status) {
    case 'open':
      return { ...issued, status };
    case 'paid':
      return { ...issued, status, paidAt: instantOf(wire, 'paidAt'), paymentId };
    case 'uncollectible':
      return { ...issued, status, uncollectibleAt: instantOf(wire, 'uncollectibleAt') };
    case 'void': {
      const by = replacedBy === null ? null : invoiceId(replacedBy);
      return { ...issued, status, voidedAt: instantOf(wire, 'voidedAt'), voidReason, replacedBy: by };
    }
    default:
      return assertNever(status);
  }
};

type Stamp = 'number' | 'issuedAt' | 'paidAt' | 'uncollectibleAt' | 'voidedAt';

const given = (wire: InvoiceWire, field: Stamp): string => {
  const value = wire[field];
  if (value !== null) return value;
  throw new Conflict('invoice_corrupt', `Invoice ${wire.id} is ${wire.status} without ${field}.`);
};

const instantOf = (wire: InvoiceWire, field: Exclude<Stamp, 'number'>): Instant => parseInstant(given(wire, field));

import { z } from 'zod';
import { type Invoice, type NewLine, statuses } from '../invoice/invoice.ts';
import { dueLines } from '../invoice/period/period-lines.ts';
import { currencySchema } from '../kernel/currency-wire.ts';
import { decimalText } from '../kernel/decimal-wire.ts';
import { invoiceIdOf } from '../kernel/ids.ts';
import { instantWire } from '../kernel/instant-wire.ts';
import { plain } from '../money/decimal.ts';
import { settledToWire } from '../money/money.ts';
import { closingOf, totalOf } from './current-period.ts';
import { currentSchema, currentToWire, periodFields } from './current-period-wire.ts';
import type { Facts, MeteredPeriod, Running } from './summary-facts.ts';

const pastChargeSchema = z.object({
  lineId: z.string().nullable().meta({ description: 'The line of the invoice; null while there is none' }),
  chargeId: z.string(),
  name: z.string(),
  meter: z.string().nullable(),
  quantity: decimalText,
  amount: decimalText,
});

const pastPeriodSchema = z.object({
  state: z.enum(['closing', 'invoiced']),
  ...periodFields,
  invoiceId: z.string().nullable(),
  number: z.string().nullable(),
  currency: currencySchema,
  total: decimalText,
  charges: z.array(pastChargeSchema),
});

const invoiceRowSchema = z.object({
  id: z.string(),
  number: z.string().nullable(),
  status: z.enum(statuses),
  ...periodFields,
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
  current: currentSchema
    .nullable()
    .meta({ description: 'Null without an active subscription, and where its usage is left out' }),
  usageOmitted: z.boolean().meta({
    description:
      'True where the open periods have more counters than a summary reads: they are left out, and their costs are in `invoice-preview`',
  }),
  history: z.array(pastPeriodSchema).meta({ description: 'Newest first, as far back as `invoices`' }),
  invoices: z.array(invoiceRowSchema).meta({
    description:
      'The newest; older ones by GET /invoices with `invoicesCursor`, and with `customerId` for the holder of a key',
  }),
  invoicesCursor: z.string().nullable(),
});

export type SummaryWire = z.output<typeof summarySchema>;
export type PastPeriodWire = z.output<typeof pastPeriodSchema>;
export type InvoiceRowWire = z.output<typeof invoiceRowSchema>;

/** The summary as it is answered.
 *  @param baseUrl the address of the API, for links: `https://…/v1`
 *  @param older makes the cursor of the list of invoices one that the caller may send
 *  @throws Conflict `currency_not_priced` */
export const summaryOf = (facts: Facts, baseUrl: string, older: (cursor: string) => string): SummaryWire => {
  const { customer, now, invoices, invoicesCursor } = facts;
  const running = facts.running === 'too_large' ? undefined : facts.running;
  return {
    customer: { id: customer.id, name: customer.name, currency: customer.currency, timeZone: customer.timeZone },
    now,
    current: running === undefined ? null : currentToWire(facts, running),
    usageOmitted: facts.running === 'too_large',
    history: [...closing(facts, running), ...invoices.filter(({ status }) => status !== 'void').map(invoiced)],
    invoices: invoices.map((invoice) => invoiceRow(invoice, baseUrl)),
    invoicesCursor: invoicesCursor === null ? null : older(invoicesCursor),
  };
};

/** The periods that are over and have no invoice yet, the newest first. */
const closing = (facts: Facts, running: Running | undefined): readonly PastPeriodWire[] => {
  if (running === undefined) return [];
  const billed = new Set(facts.invoices.map(({ id }) => id));
  return running.ended
    .filter(({ period }) => !billed.has(invoiceIdOf(running.subscription.id, period.end)))
    .map((ended) => closingPeriod(facts, running, ended))
    .reverse();
};

/** Priced by the code that will make its invoice. */
const closingPeriod = (facts: Facts, running: Running, ended: MeteredPeriod): PastPeriodWire => {
  const closing = closingOf(facts, running, ended);
  const lines = dueLines(closing, ended.billedAhead);
  return {
    state: 'closing',
    periodStart: ended.period.start,
    periodEnd: ended.period.end,
    invoiceId: null,
    number: null,
    currency: facts.customer.currency,
    total: settledToWire(totalOf(lines, closing)),
    charges: lines.map((line) => ({ ...pastCharge(line), lineId: null })),
  };
};

const invoiced = ({ id, number, period, currency, total, lines }: Invoice): PastPeriodWire => ({
  state: 'invoiced',
  periodStart: period.start,
  periodEnd: period.end,
  invoiceId: id,
  number,
  currency,
  total: settledToWire(total),
  charges: lines.map((line) => ({ ...pastCharge(line), lineId: line.id })),
});

const pastCharge = ({ chargeId, description, meter, quantity, amount }: NewLine) => ({
  chargeId,
  name: description,
  meter,
  quantity: plain(quantity),
  amount: settledToWire(amount),
});

const invoiceRow = (invoice: Invoice, baseUrl: string): InvoiceRowWire => {
  const { id, number, status, period, currency, total, amountDue, issuedAt } = invoice;
  const self = `${baseUrl}/invoices/${id}`;
  return {
    ...{ id, number, status },
    periodStart: period.start,
    periodEnd: period.end,
    currency,
    total: settledToWire(total),
    amountDue: settledToWire(amountDue),
    issuedAt,
    links: { self, html: `${self}.html`, pdf: `${self}.pdf` },
  };
};

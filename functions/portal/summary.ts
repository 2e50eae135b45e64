import type { Invoice, NewLine } from '../invoice/invoice.ts';
import { periodLines } from '../invoice/period/period-lines.ts';
import { invoiceIdOf } from '../kernel/ids.ts';
import { plain } from '../money/decimal.ts';
import { settledToWire } from '../money/money.ts';
import { closingOf, currentToWire, totalOf } from './current-period.ts';
import type { Facts, MeteredPeriod, Running } from './facts.ts';
import type { InvoiceRowWire, PastPeriodWire, SummaryWire } from './summary-wire.ts';

/** @param baseUrl of the API, for links: `https://…/v1`
 *  @throws Conflict `currency_not_priced` */
export const summaryOf = (facts: Facts, baseUrl: string): SummaryWire => {
  const { customer, now, running, invoices, invoicesCursor } = facts;
  return {
    customer: { id: customer.id, name: customer.name, currency: customer.currency, timeZone: customer.timeZone },
    now,
    current: running === undefined ? null : currentToWire(facts, running),
    history: [...closing(facts), ...invoices.filter(({ status }) => status !== 'void').map(invoiced)],
    invoices: invoices.map((invoice) => invoiceRow(invoice, baseUrl)),
    invoicesCursor,
  };
};

/** Ended periods that have no invoice yet, newest first. */
const closing = (facts: Facts): readonly PastPeriodWire[] => {
  const { running } = facts;
  if (running === undefined) return [];
  const billed = new Set(facts.invoices.map(({ id }) => id));
  return running.ended
    .filter(({ period }) => !billed.has(invoiceIdOf(running.subscription.id, period.end)))
    .map((ended) => closingPeriod(facts, running, ended))
    .reverse();
};

const closingPeriod = (facts: Facts, running: Running, ended: MeteredPeriod): PastPeriodWire => {
  const closing = closingOf(facts, running, ended);
  const lines = periodLines(closing);
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

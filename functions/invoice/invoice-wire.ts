import { customerId, invoiceId, meterKey, planId, subscriptionId, testClockId } from '../catalog/ids.ts';
import { type Instant, parseInstant } from '../catalog/instant.ts';
import { assertNever, Conflict } from '../catalog/meterline-error.ts';
import type { Period } from '../catalog/subscription.ts';
import type { Currency } from '../money/currency.ts';
import { exactDecimal, plain } from '../money/decimal.ts';
import { exactToWire, moneyFromWire, settledToWire } from '../money/money.ts';
import type { Breakdown } from '../rate/line.ts';
import { bracketToWire } from '../rate/quote-wire.ts';
import type { AdjustedLine, Invoice, InvoiceLine, InvoiceState, RatedUsage } from './invoice.ts';
import type { InvoiceLineWire, InvoiceWire } from './invoice-schema.ts';
import type { Totals } from './totals.ts';

export const invoiceToWire = (invoice: Invoice): InvoiceWire => {
  const { id, number, status, customerId, buyer, subscriptionId, planId, planVersion, planName } = invoice;
  return {
    ...{ id, number, status, customerId, customer: buyer, subscriptionId, planId, planVersion, planName },
    testClockId: invoice.testClockId,
    currency: invoice.currency,
    ...periodToWire(invoice.period),
    lines: invoice.lines.map(lineToWire),
    ...totalsToWire(invoice),
    createdAt: invoice.createdAt,
    issuedAt: invoice.issuedAt,
    paidAt: invoice.status === 'paid' ? invoice.paidAt : null,
    paymentId: invoice.status === 'paid' ? invoice.paymentId : null,
    uncollectibleAt: invoice.status === 'uncollectible' ? invoice.uncollectibleAt : null,
    voidedAt: invoice.status === 'void' ? invoice.voidedAt : null,
  };
};

const periodToWire = ({ start, end }: Period) => ({ periodStart: start, periodEnd: end });

const lineToWire = ({ period, quantity, amount, exactAmount, breakdown, price, adjusts, ...line }: InvoiceLine) => ({
  ...line,
  ...periodToWire(period),
  quantity: plain(quantity),
  amount: settledToWire(amount),
  exactAmount: exactToWire(exactAmount),
  breakdown: breakdown.map(bracketToWire),
  price: { ...price },
  adjusts: adjusts === null ? null : adjustedToWire(adjusts),
});

const adjustedToWire = ({ before, after, ...of }: AdjustedLine) => ({
  ...of,
  before: ratedToWire(before),
  after: ratedToWire(after),
});

const ratedToWire = ({ quantity, amount }: RatedUsage) => ({
  quantity: plain(quantity),
  amount: settledToWire(amount),
});

const totalsToWire = ({ subtotal, taxBase, taxes, tax, total, balanceBefore, balanceAfter, amountDue }: Totals) => ({
  subtotal: settledToWire(subtotal),
  taxBase: settledToWire(taxBase),
  taxes: taxes.map(({ name, fraction, amount }) => ({
    name,
    fraction: plain(fraction),
    amount: settledToWire(amount),
  })),
  tax: settledToWire(tax),
  total: settledToWire(total),
  balanceBefore: settledToWire(balanceBefore),
  balanceAfter: settledToWire(balanceAfter),
  amountDue: settledToWire(amountDue),
});

/** Reads back what `invoiceToWire` wrote.
 *  @throws Conflict `invoice_corrupt` */
export const invoiceFromWire = (wire: InvoiceWire): Invoice => ({
  id: invoiceId(wire.id),
  customerId: customerId(wire.customerId),
  buyer: wire.customer,
  subscriptionId: subscriptionId(wire.subscriptionId),
  planId: planId(wire.planId),
  planVersion: wire.planVersion,
  planName: wire.planName,
  testClockId: wire.testClockId === null ? null : testClockId(wire.testClockId),
  currency: wire.currency,
  period: periodFromWire(wire),
  lines: wire.lines.map((line) => lineFromWire(line, wire.currency)),
  ...totalsFromWire(wire),
  createdAt: parseInstant(wire.createdAt),
  ...stateFromWire(wire),
});

const periodFromWire = ({ periodStart, periodEnd }: { periodStart: string; periodEnd: string }): Period => ({
  start: parseInstant(periodStart),
  end: parseInstant(periodEnd),
});

const lineFromWire = (wire: InvoiceLineWire, currency: Currency): InvoiceLine => {
  const { periodStart, periodEnd, meter, quantity, amount, exactAmount, breakdown, kind: _, adjusts, ...line } = wire;
  return {
    ...line,
    ...(adjusts === null
      ? { kind: 'charge', adjusts }
      : { kind: 'adjustment', adjusts: adjustedFromWire(adjusts, currency) }),
    meter: meter === null ? null : meterKey(meter),
    period: periodFromWire({ periodStart, periodEnd }),
    quantity: exactDecimal(quantity),
    amount: moneyFromWire(amount, currency),
    exactAmount: moneyFromWire(exactAmount, currency),
    breakdown: breakdownFromWire(breakdown),
  };
};

type AdjustedWire = NonNullable<InvoiceLineWire['adjusts']>;

const adjustedFromWire = ({ before, after, ...of }: AdjustedWire, currency: Currency): AdjustedLine => ({
  invoiceId: invoiceId(of.invoiceId),
  number: of.number,
  lineId: of.lineId,
  closedThrough: parseInstant(of.closedThrough),
  before: ratedFromWire(before, currency),
  after: ratedFromWire(after, currency),
});

const ratedFromWire = ({ quantity, amount }: AdjustedWire['before'], currency: Currency): RatedUsage => ({
  quantity: exactDecimal(quantity),
  amount: moneyFromWire(amount, currency),
});

const breakdownFromWire = (wire: InvoiceLineWire['breakdown']): Breakdown =>
  wire.map(({ kind, from, to, units, unitAmount, flatAmount, amount }) => ({
    kind,
    from: exactDecimal(from),
    to: exactDecimal(to),
    units: exactDecimal(units),
    unitAmount: exactDecimal(unitAmount),
    flatAmount: exactDecimal(flatAmount),
    amount: exactDecimal(amount),
  }));

const totalsFromWire = ({ currency, subtotal, taxBase, taxes, tax, total, ...balance }: InvoiceWire): Totals => ({
  subtotal: moneyFromWire(subtotal, currency),
  taxBase: moneyFromWire(taxBase, currency),
  taxes: taxes.map(({ name, fraction, amount }) => ({
    name,
    fraction: exactDecimal(fraction),
    amount: moneyFromWire(amount, currency),
  })),
  tax: moneyFromWire(tax, currency),
  total: moneyFromWire(total, currency),
  balanceBefore: moneyFromWire(balance.balanceBefore, currency),
  balanceAfter: moneyFromWire(balance.balanceAfter, currency),
  amountDue: moneyFromWire(balance.amountDue, currency),
});

const stateFromWire = (wire: InvoiceWire): InvoiceState => {
  const { status, paymentId } = wire;
  if (status === 'draft') return { status, number: null, issuedAt: null };
  const issued = { number: given(wire, 'number'), issuedAt: instantOf(wire, 'issuedAt') };
  switch (status) {
    case 'open':
      return { ...issued, status };
    case 'paid':
      return { ...issued, status, paidAt: instantOf(wire, 'paidAt'), paymentId };
    case 'uncollectible':
      return { ...issued, status, uncollectibleAt: instantOf(wire, 'uncollectibleAt') };
    case 'void':
      return { ...issued, status, voidedAt: instantOf(wire, 'voidedAt') };
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

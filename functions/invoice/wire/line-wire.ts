import { customerId, invoiceId, meterKey } from '../../kernel/ids.ts';
import { parseInstant } from '../../kernel/instant.ts';
import type { Currency } from '../../money/currency.ts';
import { exactDecimal, plain } from '../../money/decimal.ts';
import { exactToWire, moneyFromWire, settledToWire } from '../../money/money.ts';
import type { Bracket } from '../../rate/line.ts';
import { bracketToWire } from '../../rate/line-wire.ts';
import type { AdjustedLine, InvoiceLine, RatedUsage } from '../invoice.ts';
import type { InvoiceLineWire } from './invoice-schema.ts';

export const lineToWire = (line: InvoiceLine): InvoiceLineWire => {
  const { period, quantity, amount, exactAmount, breakdown, proration, discount, price, adjusts, ...rest } = line;
  return {
    ...rest,
    periodStart: period.start,
    periodEnd: period.end,
    quantity: plain(quantity),
    amount: settledToWire(amount),
    exactAmount: exactToWire(exactAmount),
    breakdown: breakdown.map(bracketToWire),
    proration: proration === null ? null : { ...proration },
    discount: settledToWire(discount),
    discounts: line.discounts.map((one) => ({ ...one, amount: settledToWire(one.amount) })),
    price: { ...price },
    adjusts: adjusts === null ? null : adjustedToWire(adjusts),
  };
};

/** Reads back what `lineToWire` wrote.
 *  @throws TypeError for an adjustment that does not say of what */
export const lineFromWire = (wire: InvoiceLineWire, currency: Currency): InvoiceLine => {
  const { periodStart, periodEnd, kind, adjusts, ...line } = wire;
  const billed = {
    ...line,
    customerId: customerId(wire.customerId),
    meter: wire.meter === null ? null : meterKey(wire.meter),
    period: { start: parseInstant(periodStart), end: parseInstant(periodEnd) },
    quantity: exactDecimal(wire.quantity),
    amount: moneyFromWire(wire.amount, currency),
    exactAmount: moneyFromWire(wire.exactAmount, currency),
    breakdown: wire.breakdown.map(bracketFromWire),
    discount: moneyFromWire(wire.discount, currency),
    discounts: wire.discounts.map((one) => ({ ...one, amount: moneyFromWire(one.amount, currency) })),
  };
  if (kind !== 'adjustment') return { ...billed, kind, adjusts: null };
  if (adjusts === null) throw new TypeError(`line ${wire.id} adjusts nothing`);
  return { ...billed, kind, adjusts: adjustedFromWire(adjusts, currency) };
};

type BracketWire = InvoiceLineWire['breakdown'][number];

const bracketFromWire = ({ from, to, units, unitAmount, flatAmount, amount, ...rest }: BracketWire): Bracket => ({
  ...rest,
  from: exactDecimal(from),
  to: exactDecimal(to),
  units: exactDecimal(units),
  unitAmount: exactDecimal(unitAmount),
  flatAmount: exactDecimal(flatAmount),
  amount: exactDecimal(amount),
});

type AdjustedWire = NonNullable<InvoiceLineWire['adjusts']>;

const adjustedToWire = ({ before, after, ...of }: AdjustedLine): AdjustedWire => ({
  ...of,
  before: ratedToWire(before),
  after: ratedToWire(after),
});

const adjustedFromWire = ({ before, after, ...of }: AdjustedWire, currency: Currency): AdjustedLine => ({
  invoiceId: invoiceId(of.invoiceId),
  number: of.number,
  lineId: of.lineId,
  closedThrough: parseInstant(of.closedThrough),
  before: ratedFromWire(before, currency),
  after: ratedFromWire(after, currency),
});

const ratedToWire = ({ quantity, amount }: RatedUsage) => ({
  quantity: plain(quantity),
  amount: settledToWire(amount),
});

const ratedFromWire = ({ quantity, amount }: AdjustedWire['before'], currency: Currency): RatedUsage => ({
  quantity: exactDecimal(quantity),
  amount: moneyFromWire(amount, currency),
});

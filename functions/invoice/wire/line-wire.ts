import { z } from 'zod';
import { models } from '../../catalog/plan/price.ts';
import { decimalText } from '../../kernel/decimal-wire.ts';
import { customerId, invoiceId, meterKey } from '../../kernel/ids.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import type { Currency } from '../../money/currency.ts';
import { exactDecimal, plain } from '../../money/decimal.ts';
import { exactToWire, moneyFromWire, settledToWire } from '../../money/money.ts';
import type { Bracket } from '../../rate/line.ts';
import { bracketSchema, bracketToWire } from '../../rate/line-wire.ts';
import { type AdjustedLine, type InvoiceLine, lineKinds, type RatedUsage } from '../invoice.ts';
import { lineTaxFromWire, lineTaxSchema, lineTaxToWire } from '../tax/tax-wire.ts';

const ratedUsageSchema = z.object({ quantity: decimalText, amount: decimalText });

const earlierSchema = z.object({ invoiceId: z.string(), number: z.string().nullable(), lineId: z.string() });

const adjustedSchema = earlierSchema
  .extend({
    closedThrough: instantWire,
    before: ratedUsageSchema,
    after: ratedUsageSchema,
    withheld: decimalText
      .default('0')
      .meta({ description: 'What is not given back, since credit notes have given it back already' }),
  })
  .meta({ description: 'The line of an earlier invoice that late usage adjusts; that invoice stays as it is' });

export const lineSchema = z.object({
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
  tax: lineTaxSchema.nullable().default(null),
  adjusts: adjustedSchema.nullable(),
  givesBack: earlierSchema
    .nullable()
    .default(null)
    .meta({ description: 'Of a credit: the line of an earlier invoice of which it is the unused rest' }),
  statementLine: z
    .object({ invoiceId: z.string(), lineId: z.string() })
    .nullable()
    .default(null)
    .meta({ description: "Of a child's line on the invoice of its parent: the child's statement, and the line there" }),
});

export type InvoiceLineWire = z.output<typeof lineSchema>;

export const lineToWire = (line: InvoiceLine): InvoiceLineWire => {
  const { period, quantity, amount, exactAmount, breakdown, proration, discount, price, adjusts, tax, ...rest } = line;
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
    tax: tax === null ? null : lineTaxToWire(tax),
    adjusts: adjusts === null ? null : adjustedToWire(adjusts),
    givesBack: line.kind === 'credit' ? line.givesBack : null,
    statementLine: line.statementLine === null ? null : { ...line.statementLine },
  };
};

/** Reads back what `lineToWire` wrote.
 *  @throws TypeError for an adjustment that does not say which line it adjusts */
export const lineFromWire = (wire: InvoiceLineWire, currency: Currency): InvoiceLine => {
  const { periodStart, periodEnd, kind, adjusts, givesBack, statementLine: of, ...line } = wire;
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
    tax: wire.tax === null ? null : lineTaxFromWire(wire.tax),
    statementLine: of === null ? null : { ...of, invoiceId: invoiceId(of.invoiceId) },
  };
  if (kind === 'credit') {
    const fee = givesBack === null ? null : { ...givesBack, invoiceId: invoiceId(givesBack.invoiceId) };
    return { ...billed, kind, adjusts: null, givesBack: fee };
  }
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

const adjustedToWire = ({ before, after, withheld, ...of }: AdjustedLine): AdjustedWire => ({
  ...of,
  before: ratedToWire(before),
  after: ratedToWire(after),
  withheld: settledToWire(withheld),
});

const adjustedFromWire = ({ before, after, withheld, ...of }: AdjustedWire, currency: Currency): AdjustedLine => ({
  invoiceId: invoiceId(of.invoiceId),
  number: of.number,
  lineId: of.lineId,
  closedThrough: parseInstant(of.closedThrough),
  before: ratedFromWire(before, currency),
  after: ratedFromWire(after, currency),
  withheld: moneyFromWire(withheld, currency),
});

const ratedToWire = ({ quantity, amount }: RatedUsage) => ({
  quantity: plain(quantity),
  amount: settledToWire(amount),
});

const ratedFromWire = ({ quantity, amount }: AdjustedWire['before'], currency: Currency): RatedUsage => ({
  quantity: exactDecimal(quantity),
  amount: moneyFromWire(amount, currency),
});

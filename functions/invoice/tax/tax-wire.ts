import { z } from 'zod';
import { decimalText } from '../../kernel/decimal-wire.ts';
import { invoiceId } from '../../kernel/ids.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import type { Currency } from '../../money/currency.ts';
import { exactDecimal, plain } from '../../money/decimal.ts';
import { moneyFromWire, settledToWire } from '../../money/money.ts';
import type { LineTax } from './line-tax.ts';
import { type AppliedTax, type DecidedRate, type TaxDecision, type Taxed, treatments } from './tax.ts';

const rateShape = {
  rateId: z.string(),
  name: z.string(),
  country: z.string(),
  region: z.string().nullable(),
  fraction: decimalText.meta({ description: '0.19 for 19 %' }),
  compound: z.boolean(),
};

/** A tax as it stands on invoices and credit notes, and as a tax engine outside answers it. */
export const taxSchema = z.object({
  ...rateShape,
  base: decimalText,
  amount: decimalText,
});
export type TaxWire = z.output<typeof taxSchema>;

export const taxToWire = ({ fraction, base, amount, ...tax }: AppliedTax): TaxWire => ({
  ...tax,
  fraction: plain(fraction),
  base: settledToWire(base),
  amount: settledToWire(amount),
});

/** Reads back what `taxToWire` wrote. */
export const taxFromWire = ({ fraction, base, amount, ...tax }: TaxWire, currency: Currency): AppliedTax => ({
  ...tax,
  fraction: exactDecimal(fraction),
  base: moneyFromWire(base, currency),
  amount: moneyFromWire(amount, currency),
});

/** The part of an invoice or credit note that is taxed alike. */
export const taxGroupSchema = z.object({
  taxTreatment: z.enum(treatments),
  taxNote: z.string().nullable(),
  taxBase: decimalText,
  taxes: z.array(taxSchema),
  tax: decimalText,
  total: decimalText,
});
export type TaxGroupWire = z.output<typeof taxGroupSchema>;

export const taxGroupToWire = ({ taxBase, taxes, tax, total, taxTreatment, taxNote }: Taxed): TaxGroupWire => ({
  ...{ taxTreatment, taxNote, taxBase: settledToWire(taxBase), taxes: taxes.map(taxToWire) },
  ...{ tax: settledToWire(tax), total: settledToWire(total) },
});

/** Reads back what `taxGroupToWire` wrote. */
export const taxGroupFromWire = (wire: TaxGroupWire, currency: Currency): Taxed => ({
  ...{ taxTreatment: wire.taxTreatment, taxNote: wire.taxNote },
  taxBase: moneyFromWire(wire.taxBase, currency),
  taxes: wire.taxes.map((tax) => taxFromWire(tax, currency)),
  tax: moneyFromWire(wire.tax, currency),
  total: moneyFromWire(wire.total, currency),
});

/** How a line of an invoice is taxed. */
export const lineTaxSchema = z.object({
  at: instantWire.meta({
    description: 'When the tax falls due: rates and registrations apply that were in force then',
  }),
  treatment: z.enum(treatments).nullable().meta({ description: 'Null where it is not decided for the line by itself' }),
  rates: z.array(z.object(rateShape)),
  pricesIncludeTax: z.boolean(),
  note: z.string().nullable(),
  original: z
    .object({ invoiceId: z.string(), lineId: z.string() })
    .nullable()
    .meta({ description: 'The line of an earlier invoice that this one changes or gives back a part of' }),
  carried: z.boolean().meta({ description: 'Whether it is taxed as its original line was' }),
  group: z.int().nullable().meta({ description: "Its place in the invoice's `taxGroups`, from 0 on" }),
});
type LineTaxWire = z.output<typeof lineTaxSchema>;

export const lineTaxToWire = ({ at, original, carried, decision, group }: LineTax): LineTaxWire => ({
  at,
  ...(decision === null ? undecided : decisionToWire(decision)),
  original: original === null ? null : { ...original },
  ...{ carried, group },
});

/** Reads back what `lineTaxToWire` wrote. */
export const lineTaxFromWire = (wire: LineTaxWire): LineTax => {
  const { at, treatment, rates, pricesIncludeTax, note, original, carried, group } = wire;
  return {
    at: parseInstant(at),
    original: original === null ? null : { ...original, invoiceId: invoiceId(original.invoiceId) },
    carried,
    decision: treatment === null ? null : { treatment, rates: rates.map(rateFromWire), pricesIncludeTax, note },
    group,
  };
};

const undecided = { treatment: null, rates: [], pricesIncludeTax: false, note: null };

const decisionToWire = ({ treatment, rates, pricesIncludeTax, note }: TaxDecision) => ({
  ...{ treatment, pricesIncludeTax, note },
  rates: rates.map(({ fraction, ...rate }) => ({ ...rate, fraction: plain(fraction) })),
});

const rateFromWire = ({ fraction, ...rate }: LineTaxWire['rates'][number]): DecidedRate => ({
  ...rate,
  fraction: exactDecimal(fraction),
});

import { z } from 'zod';
import type { Currency } from '../money/currency.ts';
import { exactDecimal, plain } from '../money/decimal.ts';
import { moneyFromWire, settledToWire } from '../money/money.ts';
import { decimalText } from '../rate/line-schema.ts';
import { type AppliedTax, taxTreatments } from './tax.ts';

export const taxTreatmentSchema = z.enum(taxTreatments);

/** A tax on an invoice, as it is stored and answered. */
export const appliedTaxSchema = z.object({
  rateId: z.string(),
  name: z.string(),
  country: z.string(),
  region: z.string().nullable(),
  fraction: decimalText.meta({ description: '0.19 for 19 %' }),
  compound: z.boolean(),
  base: decimalText,
  amount: decimalText,
});
export type AppliedTaxWire = z.output<typeof appliedTaxSchema>;

export const appliedTaxToWire = ({ fraction, base, amount, ...tax }: AppliedTax): AppliedTaxWire => ({
  ...tax,
  fraction: plain(fraction),
  base: settledToWire(base),
  amount: settledToWire(amount),
});

export const appliedTaxFromWire = (
  { fraction, base, amount, ...tax }: AppliedTaxWire,
  currency: Currency,
): AppliedTax => ({
  ...tax,
  fraction: exactDecimal(fraction),
  base: moneyFromWire(base, currency),
  amount: moneyFromWire(amount, currency),
});

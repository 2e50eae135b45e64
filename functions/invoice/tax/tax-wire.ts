import { z } from 'zod';
import { decimalText } from '../../kernel/decimal-wire.ts';
import type { Currency } from '../../money/currency.ts';
import { exactDecimal, plain } from '../../money/decimal.ts';
import { moneyFromWire, settledToWire } from '../../money/money.ts';
import type { AppliedTax } from './tax.ts';

/** A tax as it stands on invoices and credit notes, and as a tax engine outside answers it. */
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

import { z } from 'zod';
import { currencySchema } from '../kernel/currency-wire.ts';
import { decimalText } from '../kernel/decimal-wire.ts';
import { settledToWire } from '../money/money.ts';
import { lineToWire, quoteLineSchema } from './line-wire.ts';
import type { Quote } from './quote.ts';

export const quoteSchema = z.object({
  currency: currencySchema,
  subtotal: decimalText,
  lines: z.array(quoteLineSchema),
});

export const quoteToWire = ({ currency, subtotal, lines }: Quote) => ({
  currency,
  subtotal: settledToWire(subtotal),
  lines: lines.map(lineToWire),
});

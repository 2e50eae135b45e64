import { z } from 'zod';
import { currencySchema } from '../catalog/currency.ts';

export const decimalText = z.string().meta({ description: 'decimal string', examples: ['268.00'] });

/** One entry of a line's breakdown: `amount = units × unitAmount + flatAmount`, exact. */
export const bracketSchema = z.object({
  kind: z.enum(['included', 'units', 'package', 'flat', 'minimum', 'maximum']),
  from: decimalText,
  to: decimalText,
  units: decimalText,
  unitAmount: decimalText,
  flatAmount: decimalText,
  amount: decimalText,
});

export const models = ['flat', 'linear', 'tiered', 'volume', 'package'] as const;

export const quoteLineSchema = z.object({
  chargeId: z.string(),
  model: z.enum(models),
  quantity: decimalText,
  amount: decimalText,
  exactAmount: decimalText,
  breakdown: z.array(bracketSchema),
});

export const quoteSchema = z.object({
  currency: currencySchema,
  subtotal: decimalText,
  lines: z.array(quoteLineSchema),
});

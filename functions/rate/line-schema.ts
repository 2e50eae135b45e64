import { z } from 'zod';
import { models } from '../catalog/plan/price.ts';
import { currencySchema } from '../kernel/currency-wire.ts';
import { bracketKinds } from './line.ts';

export { models };

export const decimalText = z.string().meta({ description: 'decimal string', examples: ['268.00'] });

/** One entry of a line's breakdown: `amount = units × unitAmount + flatAmount`, exact. */
export const bracketSchema = z.object({
  kind: z.enum(bracketKinds),
  group: z
    .object({ property: z.string(), value: z.string() })
    .nullable()
    .default(null)
    .meta({ description: 'The value that has a price of its own; null for all others' }),
  from: decimalText,
  to: decimalText,
  units: decimalText,
  unitAmount: decimalText,
  flatAmount: decimalText,
  amount: decimalText,
});

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

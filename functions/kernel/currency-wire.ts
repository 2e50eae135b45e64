import { z } from 'zod';
import { isCurrency } from '../money/currency.ts';

export const currencySchema = z
  .string()
  .refine(isCurrency, {
    error: 'an active ISO 4217 currency code is expected, such as "USD"',
    params: { code: 'unknown_currency' },
  })
  .meta({ description: 'ISO 4217 code of an active currency', examples: ['USD'] });

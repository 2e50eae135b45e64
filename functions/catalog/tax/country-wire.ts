import { z } from 'zod';
import { isCountry } from './country.ts';

export const countrySchema = z
  .string()
  .regex(/^[A-Z]{2}$/)
  .refine(isCountry, {
    error: 'an ISO 3166-1 alpha-2 code is expected, such as "DE"',
    params: { code: 'unknown_country' },
  })
  .meta({ description: 'ISO 3166-1 alpha-2', examples: ['DE'] });

import { z } from 'zod';
import { isCountry } from './country.ts';

const ADVICE = 'an ISO 3166-1 alpha-2 code is expected, such as "DE"';

export const countrySchema = z
  .string()
  .regex(/^[A-Z]{2}$/, { error: ADVICE })
  .refine(isCountry, {
    error: ADVICE,
    params: { code: 'unknown_country' },
  })
  .meta({ description: 'ISO 3166-1 alpha-2', examples: ['DE'] });

import { z } from 'zod';
import { isInEuropeanUnion } from './country.ts';
import { countrySchema } from './country-wire.ts';
import type { TaxId } from './customer-tax.ts';
import { canonicalTaxId } from './tax-id.ts';

const written = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ./-]{1,39}$/u);

/** A tax id, checked for its form alone. Whether the office knows the number, only the office can tell (in the EU by
 *  VIES). */
export const taxIdSchema = z.strictObject({ country: countrySchema, value: written }).transform((id, ctx): TaxId => {
  const value = canonicalTaxId(id);
  if (value !== undefined) return { ...id, value };
  ctx.issues.push({
    code: 'custom',
    input: id.value,
    message: `"${id.value}" has not the form of a tax id of ${id.country}`,
    path: ['value'],
    params: { code: isInEuropeanUnion(id.country) ? 'invalid_vat_id' : 'invalid_tax_id' },
  });
  return z.NEVER;
});

import { z } from 'zod';
import { isInEuropeanUnion } from './country.ts';
import { countrySchema } from './country-wire.ts';
import type { TaxId } from './customer-tax.ts';
import { checkTaxId, whyRefused } from './tax-id.ts';

const written = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ./-]{1,39}$/u, {
    error: 'a tax id has 2 to 40 letters and digits, and between them spaces, points, slashes and hyphens',
  });

/** A tax id, checked for its form and its check digit. Whether the office knows the number, only the office can tell (in the EU by
 *  VIES). */
export const taxIdSchema = z.strictObject({ country: countrySchema, value: written }).transform((id, ctx): TaxId => {
  const checked = checkTaxId(id);
  if (checked.kind === 'good') return { ...id, value: checked.value };
  ctx.issues.push({
    code: 'custom',
    input: id.value,
    message: whyRefused(id, checked.kind),
    path: ['value'],
    params: { code: isInEuropeanUnion(id.country) ? 'invalid_vat_id' : 'invalid_tax_id' },
  });
  return z.NEVER;
});

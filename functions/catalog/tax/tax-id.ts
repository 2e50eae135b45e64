import { euVat, stdnum } from 'stdnum';
import { z } from 'zod';
import { countrySchema, isInEuropeanUnion } from './country.ts';
import type { TaxId } from './customer-tax.ts';

/** Tax numbers whose form and check digits are known, besides the VAT ids of the European Union; of other countries any is taken. */
const kindOf: Readonly<Record<string, string>> = { AU: 'abn', CH: 'vat', GB: 'vat', IN: 'gstin', NO: 'mva' };

const written = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ./-]{1,39}$/u);

/** Checked for its form alone: whether the tax office knows it, only the office can tell (in the EU by VIES). */
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

/** In the form of an invoice; undefined for what is none. */
export const canonicalTaxId = ({ country, value }: TaxId): string | undefined => {
  const validator = isInEuropeanUnion(country) ? euVat[country]?.[0] : stdnum[country]?.[kindOf[country] ?? ''];
  if (validator === undefined) return value;
  const result = validator.validate(value);
  return result.isValid ? `${prefixOf(country)}${result.compact}` : undefined;
};

/** Of a VAT id: Greece's is EL (article 215 of Directive 2006/112/EC). */
const prefixOf = (country: string): string => {
  if (country === 'GR') return 'EL';
  return isInEuropeanUnion(country) || country === 'GB' ? country : '';
};

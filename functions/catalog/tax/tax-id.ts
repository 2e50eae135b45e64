import { euVat, stdnum } from 'stdnum';
import { isInEuropeanUnion } from './country.ts';
import type { TaxId } from './customer-tax.ts';

/** The tax numbers whose form and check digits are known, besides the VAT ids of the European Union. Of other
 *  countries any number is taken. */
const kindOf: Readonly<Record<string, string>> = { AU: 'abn', CH: 'vat', GB: 'vat', IN: 'gstin', NO: 'mva' };

/** The number in the form that it has on an invoice; undefined where it is no tax id of the country. */
export const canonicalTaxId = ({ country, value }: TaxId): string | undefined => {
  const validator = isInEuropeanUnion(country) ? euVat[country]?.[0] : stdnum[country]?.[kindOf[country] ?? ''];
  if (validator === undefined) return value;
  const result = validator.validate(value);
  return result.isValid ? `${prefixOf(country)}${result.compact}` : undefined;
};

/** The letters that a VAT id begins with on an invoice. Those of Greece are EL (article 215 of Directive
 *  2006/112/EC). */
const prefixOf = (country: string): string => {
  if (country === 'GR') return 'EL';
  return isInEuropeanUnion(country) || country === 'GB' ? country : '';
};

import { euVat, stdnum } from 'stdnum';
import { isInEuropeanUnion } from './country.ts';
import type { TaxId } from './customer-tax.ts';

/** The tax numbers whose form and check digits are known, besides the VAT ids of the European Union. Of other
 *  countries any number is taken. */
const kindOf: Readonly<Record<string, string>> = { AU: 'abn', CH: 'vat', GB: 'vat', IN: 'gstin', NO: 'mva' };

/** A tax id as it stands on an invoice, or what is wrong with it. */
export type CheckedTaxId =
  | { readonly kind: 'good'; readonly value: string }
  /** One digit or letter is mistyped: the last one is reckoned from the others, and is another one. */
  | { readonly kind: 'wrong_check_digit' }
  | { readonly kind: 'wrong_form' };

/** Checks a tax id, and writes it in the form that it has on an invoice. */
export const checkTaxId = ({ country, value }: TaxId): CheckedTaxId => {
  const validator = isInEuropeanUnion(country) ? euVat[country]?.[0] : stdnum[country]?.[kindOf[country] ?? ''];
  if (validator === undefined) return { kind: 'good', value };
  const result = validator.validate(value);
  if (result.isValid) return { kind: 'good', value: `${prefixOf(country)}${result.compact}` };
  return { kind: result.error.name === 'InvalidChecksum' ? 'wrong_check_digit' : 'wrong_form' };
};

/** What is told of a tax id that is refused. */
export const whyRefused = ({ country, value }: TaxId, kind: 'wrong_check_digit' | 'wrong_form'): string =>
  kind === 'wrong_check_digit'
    ? `"${value}" has a wrong check digit for a tax id of ${country}: one of its characters is mistyped`
    : `"${value}" has not the form of a tax id of ${country}`;

/** The letters that a VAT id begins with on an invoice. Those of Greece are EL (article 215 of Directive
 *  2006/112/EC). */
const prefixOf = (country: string): string => {
  if (country === 'GR') return 'EL';
  return isInEuropeanUnion(country) || country === 'GB' ? country : '';
};

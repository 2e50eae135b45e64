import { isInEuropeanUnion } from '../../catalog/tax/country.ts';
import type { TaxRegistration, TaxSettings } from '../../catalog/tax/tax-settings.ts';
import { isEffective } from '../../kernel/effective-range.ts';
import type { Instant } from '../../kernel/instant.ts';
import { covers } from './decide-tax.ts';
import type { InvoiceTax } from './invoice-tax.ts';

/** The numbers of the seller that belong on an invoice: that of the tax office of its own country, and those under which
 *  it collects the taxes of the invoice. A seller from outside of the European Union that charges in reverse there has
 *  its number in the Union on it.
 *
 *  Of a Belgian seller that is registered in South Korea and New Zealand too, an invoice with the tax of New Zealand has
 *  the numbers of Belgium and New Zealand.
 *  @param times when the invoice is issued, and when its taxes fell due: an office counts where the seller was registered
 *    at one of these times */
export const sellerTaxIds = (
  { sellerCountry, registrations }: TaxSettings,
  { taxes, taxGroups }: Pick<InvoiceTax, 'taxes' | 'taxGroups'>,
  times: readonly Instant[],
): readonly string[] => {
  const isOutside = sellerCountry === null || !isInEuropeanUnion(sellerCountry);
  const isReversed = isOutside && taxGroups.some(({ taxTreatment }) => taxTreatment === 'reverse_charge');
  const concerns = (office: TaxRegistration): boolean =>
    (office.country === sellerCountry && office.region === null) ||
    (isReversed && isInEuropeanUnion(office.country)) ||
    taxes.some((tax) => covers(office, tax));
  const ids = registrations
    .filter((office) => times.some((time) => isEffective(office, time)))
    .filter(concerns)
    .map(({ taxId }) => taxId);
  return [...new Set(ids)];
};

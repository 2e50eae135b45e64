import type { Address } from '../../catalog/customer/customer.ts';
import type { Locale } from './document-locale.ts';

/** The address line by line, as it is written in its country: what comes first and where the postal code stands differs. */
export const addressLines = (address: Address, locale: Locale): readonly string[] =>
  [...placeLines(address), countryName(address.country, locale)].filter((line) => line !== '');

const placeLines = ({ line1, line2, city, postalCode, region, country }: Address): readonly string[] => {
  const street = [line1, line2 ?? ''];
  switch (country) {
    case 'US':
    case 'CA':
    case 'AU':
      return [...street, joined(', ', city, joined(' ', region, postalCode))];
    case 'GB':
    case 'IE':
      return [...street, city, region ?? '', postalCode];
    case 'JP':
      return [joined(' ', `〒${postalCode}`, region, city), ...street];
    default:
      return [...street, joined(' ', postalCode, city), region ?? ''];
  }
};

const joined = (between: string, ...parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== '').join(between);

const countryName = (country: string, { tag }: Locale): string =>
  new Intl.DisplayNames(tag, { type: 'region' }).of(country) ?? country;

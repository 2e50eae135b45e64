import type { Address, Customer } from '../../catalog/customer/customer.ts';
import { isInEuropeanUnion, regionCode } from '../../catalog/tax/country.ts';
import type { TaxRate } from '../../catalog/tax/tax-rate.ts';
import type { TaxRegistration, TaxSettings } from '../../catalog/tax/tax-settings.ts';
import { isEffective } from '../../kernel/effective.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { TaxDecision, TaxTreatment } from './tax.ts';
import { exemptNote, reverseChargeNote } from './tax-note.ts';

export type TaxedCustomer = Pick<Customer, 'address' | 'tax' | 'locale'>;

/** An exemption comes first, then the reverse charge, then the rates of the country and the region that the customer is in and
 *  the seller is registered for.
 *  @param rates of the customer's country at least
 *  @param at when the tax falls due: what was in force then applies */
export const decideTax = (
  settings: TaxSettings,
  { address, tax, locale }: TaxedCustomer,
  rates: readonly TaxRate[],
  at: Instant,
): TaxDecision => {
  if (tax.status === 'exempt') return without('exempt', exemptNote(locale, tax.exemptReason));
  if (address === null) return without('no_rate');
  const registrations = settings.registrations.filter((registration) => isEffective(registration, at));
  const abroad = address.country !== settings.sellerCountry;
  if (abroad && isReverseCharged(address, tax, registrations)) {
    return without('reverse_charge', reverseChargeNote(locale));
  }
  const region = address.region === null ? undefined : regionCode(address.country, address.region);
  const applicable = rates
    .filter((rate) => rate.country === address.country && isFor(region, rate) && isEffective(rate, at))
    .filter((rate) => registrations.some((registration) => covers(registration, rate)))
    .toSorted(inOrder);
  if (applicable.length === 0) return without('no_rate');
  const { pricesIncludeTax } = settings;
  const included = pricesIncludeTax.countries[address.country] ?? pricesIncludeTax.default;
  return { treatment: 'taxed', rates: applicable, pricesIncludeTax: included, note: null };
};

const without = (treatment: Exclude<TaxTreatment, 'taxed'>, note: string | null = null): TaxDecision => ({
  treatment,
  rates: [],
  pricesIncludeTax: false,
  note,
});

/** A service to a business in another member state, by a seller with a VAT id of the Union: articles 44 and 196 of
 *  Directive 2006/112/EC. */
const isReverseCharged = (
  { country }: Address,
  { taxIds }: TaxedCustomer['tax'],
  registrations: readonly TaxRegistration[],
): boolean =>
  isInEuropeanUnion(country) &&
  taxIds.some((id) => id.country === country) &&
  registrations.some((registration) => isInEuropeanUnion(registration.country));

const isFor = (region: string | undefined, rate: TaxRate): boolean =>
  rate.region === null ? !rate.exceptRegions.some((except) => except === region) : rate.region === region;

const covers = ({ country, region, oneStopShop }: TaxRegistration, rate: TaxRate): boolean =>
  country === rate.country ? region === null || region === rate.region : oneStopShop && isInEuropeanUnion(rate.country);

/** The country's before the region's where their order is the same. */
const inOrder = (a: TaxRate, b: TaxRate): number =>
  a.order - b.order ||
  Number(a.region !== null) - Number(b.region !== null) ||
  (a.name < b.name ? -1 : Number(a.name > b.name));

import type { Address, Customer } from '../../catalog/customer/customer.ts';
import { isInEuropeanUnion, regionCode } from '../../catalog/tax/country.ts';
import type { TaxRate } from '../../catalog/tax/tax-rate.ts';
import type { TaxRegistration, TaxSettings } from '../../catalog/tax/tax-settings.ts';
import { isEffective } from '../../kernel/effective-range.ts';
import type { Instant } from '../../kernel/instant.ts';
import { decimal } from '../../money/decimal.ts';
import type { DecidedRate, TaxDecision, TaxTreatment } from './tax.ts';
import { exemptNote, reverseChargeNote } from './tax-note.ts';

export type TaxedCustomer = Pick<Customer, 'address' | 'tax' | 'locale'>;

/** Says how a customer is taxed at a time. The first that applies:
 *  1. the customer is exempt;
 *  2. nobody knows where the customer is: `no_rate`;
 *  3. reverse charge: the customer owes the tax itself;
 *  4. the rates in force of the customer's country and region, as far as the seller is registered there;
 *  5. there are none: `no_rate`.
 *
 *  @param rates of the customer's country at least
 *  @param at when the tax falls due: rates and registrations apply that were in force then */
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
  return { treatment: 'taxed', rates: applicable.map(decided), pricesIncludeTax: included, note: null };
};

const without = (treatment: Exclude<TaxTreatment, 'taxed'>, note: string | null = null): TaxDecision => ({
  treatment,
  rates: [],
  pricesIncludeTax: false,
  note,
});

const hundred = decimal('100');

/** What an invoice keeps of a rate. */
const decided = ({ id, name, country, region, compound, percent }: TaxRate): DecidedRate => ({
  ...{ rateId: id, name, country, region, fraction: percent.div(hundred), compound },
});

/** Whether the customer is a business in a country of the EU, with a VAT id of that country, and the seller is
 *  registered in the EU: articles 44 and 196 of Directive 2006/112/EC. That the seller is established in another
 *  country is asked before. */
const isReverseCharged = (
  { country }: Address,
  { taxIds }: TaxedCustomer['tax'],
  registrations: readonly TaxRegistration[],
): boolean =>
  isInEuropeanUnion(country) &&
  taxIds.some((id) => id.country === country) &&
  registrations.some((registration) => isInEuropeanUnion(registration.country));

/** A rate without a region is for the whole country but for some regions. */
const isFor = (region: string | undefined, rate: TaxRate): boolean =>
  rate.region === null ? !rate.exceptRegions.some((except) => except === region) : rate.region === region;

/** With the One-Stop-Shop, a seller that is registered in one country of the EU pays the taxes of all of them there. */
export const covers = (
  { country, region, oneStopShop }: TaxRegistration,
  rate: Pick<TaxRate, 'country' | 'region'>,
): boolean =>
  country === rate.country ? region === null || region === rate.region : oneStopShop && isInEuropeanUnion(rate.country);

/** By the order that the operator has set; where that is the same, the country's rates before those of the region,
 *  then by name. */
const inOrder = (a: TaxRate, b: TaxRate): number =>
  a.order - b.order ||
  Number(a.region !== null) - Number(b.region !== null) ||
  (a.name < b.name ? -1 : Number(a.name > b.name));

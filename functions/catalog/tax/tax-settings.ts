import type { Effective } from '../../kernel/effective.ts';

/** A tax office that the seller collects for. */
export interface TaxRegistration extends Effective {
  readonly country: string;
  /** A region's own office; null for that of the country, which covers its regions too. */
  readonly region: string | null;
  /** The seller's number there, as on the invoice. */
  readonly taxId: string;
  /** The one-stop shop of an EU member state: covers consumers in all of them. */
  readonly oneStopShop: boolean;
}

/** What the seller is to the tax offices, and what its prices mean. */
export interface TaxSettings {
  /** Where the seller is established; ISO 3166-1 alpha-2. Null until it is set. */
  readonly sellerCountry: string | null;
  readonly registrations: readonly TaxRegistration[];
  /** Whether a price contains the tax, by the customer's country; `default` for those not named. */
  readonly pricesIncludeTax: { readonly default: boolean; readonly countries: Readonly<Record<string, boolean>> };
}

/** As long as nothing is set, nobody is taxed. */
export const noTaxSettings: TaxSettings = {
  sellerCountry: null,
  registrations: [],
  pricesIncludeTax: { default: false, countries: {} },
};

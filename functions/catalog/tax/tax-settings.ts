import type { Effective } from '../../kernel/effective-range.ts';

/** A tax office that the seller collects for. */
export interface TaxRegistration extends Effective {
  readonly country: string;
  /** The region whose own office it is; null for the office of the country, which covers the regions too. */
  readonly region: string | null;
  /** The number that the seller has there, as it stands on the invoice. */
  readonly taxId: string;
  /** Whether it is the one-stop shop of an EU member state, which covers consumers in all member states. */
  readonly oneStopShop: boolean;
}

/** What the seller is to the tax offices, and what its prices mean. */
export interface TaxSettings {
  /** Where the seller is established; ISO 3166-1 alpha-2. Null until it is set. */
  readonly sellerCountry: string | null;
  readonly registrations: readonly TaxRegistration[];
  /** Whether prices contain the tax, by the country of the customer; `default` holds for countries that are not
   *  named. */
  readonly pricesIncludeTax: { readonly default: boolean; readonly countries: Readonly<Record<string, boolean>> };
}

/** The settings until somebody sets them: nobody is taxed. */
export const noTaxSettings: TaxSettings = {
  sellerCountry: null,
  registrations: [],
  pricesIncludeTax: { default: false, countries: {} },
};

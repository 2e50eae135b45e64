/** A number that a tax office gave, in the form that it has on an invoice: `DE136695976`. */
export interface TaxId {
  /** The country that gave it, ISO 3166-1 alpha-2. It is GR also where the number begins with EL. */
  readonly country: string;
  readonly value: string;
}

/** How a customer is taxed. There is no status for a reverse charge: it follows from the address and the VAT id. */
export type CustomerTax = { readonly taxIds: readonly TaxId[] } & (
  | { readonly status: 'taxable'; readonly exemptReason: null }
  | { readonly status: 'exempt'; readonly exemptReason: string }
);

export const ordinaryTax: CustomerTax = { status: 'taxable', exemptReason: null, taxIds: [] };

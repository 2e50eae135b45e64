/** A number that a tax office gave, in the form that it has on an invoice: `DE136695976`. */
export interface TaxId {
  /** That gave it; ISO 3166-1 alpha-2, GR for a Greek `EL…`. */
  readonly country: string;
  readonly value: string;
}

/** How a customer is taxed. That a reverse charge applies follows from address and VAT id, and is no status. */
export type CustomerTax = { readonly taxIds: readonly TaxId[] } & (
  | { readonly status: 'taxable'; readonly exemptReason: null }
  | { readonly status: 'exempt'; readonly exemptReason: string }
);

export const ordinaryTax: CustomerTax = { status: 'taxable', exemptReason: null, taxIds: [] };

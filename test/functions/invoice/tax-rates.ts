import { customerOf, newCustomerSchema } from '../../../functions/catalog/customer/new-customer-wire.ts';
import { newTaxSettingsSchema } from '../../../functions/catalog/tax/new-tax-settings-wire.ts';
import type { TaxRate } from '../../../functions/catalog/tax/tax-rate.ts';
import { newTaxRateSchema, taxRateOf } from '../../../functions/catalog/tax/tax-rate-wire.ts';
import type { TaxSettings } from '../../../functions/catalog/tax/tax-settings.ts';
import type { DecidedRate, TaxDecision } from '../../../functions/invoice/tax/tax.ts';
import { taxRateId } from '../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { decimal } from '../../../functions/money/decimal.ts';

const since = parseInstant('2020-01-01T00:00:00Z');

/** A rate as the operator posts it, from 2020 on unless it says otherwise. */
export const rate = (name: string, percent: string, input: Record<string, unknown> = {}): TaxRate => {
  const parsed = newTaxRateSchema.parse({ name, percent, country: 'DE', from: since, ...input });
  return taxRateOf(taxRateId(`txr_${parsed.country}_${name}_${parsed.region}`), parsed, since);
};

/** What an invoice keeps of a rate. */
export const decided = ({ id, name, country, region, compound, percent }: TaxRate): DecidedRate => ({
  ...{ rateId: id, name, country, region, compound, fraction: percent.div(decimal('100')) },
});

export const taxed = (rates: readonly TaxRate[], pricesIncludeTax = false): TaxDecision => ({
  treatment: 'taxed',
  rates: rates.map(decided),
  pricesIncludeTax,
  note: null,
});

export const settings = (input: Record<string, unknown>): TaxSettings =>
  newTaxSettingsSchema.parse({ sellerCountry: 'DE', ...input });

export const buyer = (input: Record<string, unknown>) =>
  customerOf(newCustomerSchema.parse({ id: 'cust', currency: 'EUR', ...input }), since);

export const livesIn = (country: string, region: string | null = null) => ({
  address: { line1: '1 Main St', city: 'Town', postalCode: '1', country, region },
});

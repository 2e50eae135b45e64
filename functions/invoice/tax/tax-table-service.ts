import { taxRatesIn } from '../../catalog/tax/tax-rate-store.ts';
import { loadTaxSettings } from '../../catalog/tax/tax-settings-store.ts';
import { decideTax } from './decide-tax.ts';
import { applyTax } from './tax.ts';
import type { TaxEngine } from './tax-engine.ts';

/** Taxes by the rates and settings that the operator keeps in the catalog. */
export const tableTaxEngine: TaxEngine = {
  calculate: async ({ customer, parts }) => {
    const country = customer.address?.country;
    const [settings, rates] = await Promise.all([loadTaxSettings(), country === undefined ? [] : taxRatesIn(country)]);
    return parts.map(({ at, amount }) => {
      const decision = decideTax(settings, customer, rates, at);
      return { at, decision, taxed: applyTax(amount, decision) };
    });
  },
};

import { applyTax, type TaxDecision } from '../../../../functions/invoice/tax/tax.ts';
import type { TaxEngine } from '../../../../functions/invoice/tax/tax-engine.ts';
import { decimal } from '../../../../functions/money/decimal.ts';

/** An engine that taxes everything alike.
 *  @param of may change between its answers */
export const rated = (of: { readonly fraction: string | null; readonly isInclusive: boolean }): TaxEngine => ({
  calculate: async ({ parts }) => {
    const rate = { rateId: 'rate_1', name: 'VAT', country: 'DE', region: null, compound: false };
    const decision: TaxDecision = {
      ...{ treatment: 'taxed', pricesIncludeTax: of.isInclusive, note: null },
      rates: of.fraction === null ? [] : [{ ...rate, fraction: decimal(of.fraction) }],
    };
    return parts.map(({ at, amount }) => ({ at, decision, taxed: applyTax(amount, decision) }));
  },
});

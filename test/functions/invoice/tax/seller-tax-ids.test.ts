import { describe, expect, it } from 'vitest';
import { together } from '../../../../functions/invoice/tax/invoice-tax.ts';
import { sellerTaxIds } from '../../../../functions/invoice/tax/seller-tax-ids.ts';
import { applyTax, type TaxDecision } from '../../../../functions/invoice/tax/tax.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { moneyFromWire } from '../../../../functions/money/money.ts';
import { rate, settings, taxed } from '../tax-rates.ts';

const eur = currency('EUR');
const at = parseInstant('2026-11-01T01:00:00Z');
const registrations = [
  { country: 'BE', taxId: 'BE0403019261' },
  { country: 'AT', taxId: 'ATU13585627', until: '2026-11-01T00:00:00Z' },
  { country: 'NZ', taxId: '49-091-850' },
  { country: 'US', region: 'NY', taxId: 'NY-20-1234567' },
];
const belgian = settings({ sellerCountry: 'BE', registrations });
const american = settings({ sellerCountry: 'US', registrations: [...registrations, { country: 'US', taxId: 'US-1' }] });

const treated = (treatment: Exclude<TaxDecision['treatment'], 'taxed'>): TaxDecision => ({
  ...{ treatment, rates: [], pricesIncludeTax: false, note: null },
});
const idsOn = (decisions: readonly TaxDecision[], to = belgian, times = [at]) => {
  const groups = decisions.map((decision) => applyTax(moneyFromWire('10.00', eur), decision));
  return sellerTaxIds(to, together(groups, eur), times);
};

describe('the tax numbers of the seller on an invoice', () => {
  it.each<readonly [string, readonly TaxDecision[], readonly string[]]>([
    ['at home', [taxed([rate('BTW', '21', { country: 'BE' })])], ['BE0403019261']],
    ['abroad, where it is registered', [taxed([rate('GST', '15', { country: 'NZ' })])], ['BE0403019261', '49-091-850']],
    ['in a region', [taxed([rate('Tax', '4', { country: 'US', region: 'NY' })])], ['BE0403019261', 'NY-20-1234567']],
    ['in reverse charge', [treated('reverse_charge')], ['BE0403019261']],
    ['without a tax', [treated('no_rate')], ['BE0403019261']],
  ])('%s', (_, decisions, ids) => expect(idsOn(decisions)).toEqual(ids));

  it('where a registration has ended, it counts for taxes that fell due before', () => {
    const austrian = [taxed([rate('USt', '20', { country: 'AT' })])];
    expect(idsOn(austrian)).toEqual(['BE0403019261']);
    const september = parseInstant('2026-10-31T22:59:59.999Z');
    expect(idsOn(austrian, belgian, [at, september])).toEqual(['BE0403019261', 'ATU13585627']);
  });

  it('of a seller from outside, in reverse charge: its number in the Union, beside that of its country', () => {
    expect(idsOn([treated('reverse_charge')], american)).toEqual(['BE0403019261', 'US-1']);
    expect(idsOn([treated('no_rate')], american)).toEqual(['US-1']);
  });

  it('before anything is set there are none', () => {
    expect(idsOn([treated('no_rate')], settings({ registrations: [] }))).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { assertNoOverlap } from '../../functions/catalog/tax/tax-rate.ts';
import { newTaxRateSchema, taxRateOf } from '../../functions/catalog/tax/tax-rate-wire.ts';
import { decideTax } from '../../functions/invoice/tax/decide-tax.ts';
import { applyTax } from '../../functions/invoice/tax/tax.ts';
import { taxRateId } from '../../functions/kernel/ids.ts';
import { parseInstant } from '../../functions/kernel/instant.ts';
import { currency } from '../../functions/money/currency.ts';
import { decimal } from '../../functions/money/decimal.ts';
import { money, settledToWire } from '../../functions/money/money.ts';
import { buyer, livesIn, settings } from '../functions/invoice/tax-rates.ts';

const file = z
  .object({
    notice: z.string(),
    compiled: z.iso.date(),
    sources: z.array(z.object({ countries: z.array(z.string()), authority: z.string(), url: z.url() })),
    rates: z.array(newTaxRateSchema),
  })
  .parse(JSON.parse(readFileSync(new URL('../../bin/example-tax-rates.json', import.meta.url), 'utf8')));

const at = parseInstant('2026-11-26T00:00:00Z');
const rates = file.rates.map((rate, index) => taxRateOf(taxRateId(`txr_${rate.country}_${index}`), rate, at));

describe('the example set of tax rates', () => {
  it('can be set as it is: no two of the same name and place hold at the same time', () => {
    for (const [index, rate] of rates.entries())
      expect(() => assertNoOverlap(rate, rates.slice(0, index))).not.toThrow();
  });

  it('names who publishes each', () => {
    const sourced = new Set(file.sources.flatMap(({ countries }) => countries));
    expect(rates.map(({ country }) => country).filter((country) => !sourced.has(country))).toEqual([]);
  });

  it.each([
    ['DE', null, 'EUR', '19.00'],
    ['FR', null, 'EUR', '20.00'],
    ['IT', null, 'EUR', '22.00'],
    ['ES', null, 'EUR', '21.00'],
    ['NL', null, 'EUR', '21.00'],
    ['AT', null, 'EUR', '20.00'],
    ['GB', null, 'GBP', '20.00'],
    ['CH', null, 'CHF', '8.10'],
    ['JP', null, 'JPY', '10'],
    ['AU', null, 'AUD', '10.00'],
    ['IN', null, 'INR', '18.00'],
    ['CA', 'AB', 'CAD', '5.00'],
    ['CA', 'QC', 'CAD', '14.98'],
    ['CA', 'ON', 'CAD', '13.00'],
    ['CA', 'NS', 'CAD', '14.00'],
    ['US', 'NY', 'USD', '0.00'],
  ])('on 100 in %s %s: %s %s', (country, region, code, tax) => {
    const registrations = [{ country, taxId: 'ours', from: at, until: null, region: null, oneStopShop: false }];
    const decision = decideTax({ ...settings({}), registrations }, buyer(livesIn(country, region)), rates, at);
    expect(settledToWire(applyTax(money(decimal('100'), currency(code)), decision).tax)).toBe(tax);
  });
});

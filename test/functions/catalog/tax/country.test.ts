import { describe, expect, it } from 'vitest';
import { isCountry, isInEuropeanUnion, regionCode } from '../../../../functions/catalog/tax/country.ts';

describe('countries are those of ISO 3166-1', () => {
  it.each(['DE', 'GB', 'JP', 'US', 'XK', 'UK', 'EU', 'de', ''])('%s', (code) => {
    expect(isCountry(code)).toBe(['DE', 'GB', 'JP', 'US'].includes(code));
  });

  it('27 of them are the European Union', () => {
    expect(['AT', 'GR', 'HR', 'IE'].every(isInEuropeanUnion)).toBe(true);
    expect(['GB', 'CH', 'NO', 'EL', 'US'].some(isInEuropeanUnion)).toBe(false);
  });
});

describe('a region is its ISO 3166-2 code, however an address has it', () => {
  it.each([
    ['CA', 'QC', 'QC'],
    ['CA', 'CA-QC', 'QC'],
    ['CA', 'qc', 'QC'],
    ['CA', 'Québec', 'QC'],
    ['CA', ' Quebec ', 'QC'],
    ['US', 'New York', 'NY'],
    ['DE', 'Bayern', 'BY'],
    ['IN', 'Maharashtra', 'MH'],
    ['CA', 'NY', undefined],
    ['US', 'CA-QC', undefined],
    ['DE', 'Atlantis', undefined],
    ['XX', 'QC', undefined],
    ['CA', '', undefined],
  ])('%s, "%s": %s', (country, region, code) => {
    expect(regionCode(country, region)).toBe(code);
  });
});

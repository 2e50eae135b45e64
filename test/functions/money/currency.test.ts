import { describe, expect, it } from 'vitest';
import { currencies, currency, isCurrency, minorUnits } from '../../../functions/money/currency.ts';

describe('how many digits amounts of a currency have', () => {
  it.each([
    [
      0,
      [
        'BIF',
        'CLP',
        'DJF',
        'GNF',
        'ISK',
        'JPY',
        'KMF',
        'KRW',
        'PYG',
        'RWF',
        'UGX',
        'UYI',
        'VND',
        'VUV',
        'XAF',
        'XOF',
        'XPF',
      ],
    ],
    [3, ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']],
    [4, ['CLF', 'UYW']],
  ])('%i: %j, and no other', (digits, codes) => {
    expect(currencies().filter((code) => minorUnits(code) === digits)).toEqual(codes);
  });

  it.each([
    'AED',
    'CHF',
    'CHW',
    'EUR',
    'HNL',
    'HTG',
    'MRU',
    'MUR',
    'NOK',
    'NZD',
    'PLN',
    'SCR',
    'SDG',
    'VED',
    'VES',
    'ZAR',
    'ZWG',
  ])('2: %s', (code) => {
    expect(minorUnits(currency(code))).toBe(2);
  });

  it('2: all others, of 165 in all', () => {
    expect(currencies()).toHaveLength(165);
    expect(currencies().filter((code) => minorUnits(code) === 2)).toHaveLength(139);
    expect(new Set(currencies()).size).toBe(165);
  });

  it.each(['XAU', 'XTS', 'XXX', 'usd', '', 'BGN'])('"%s" is no currency that can be billed', (code) => {
    expect(isCurrency(code)).toBe(false);
  });
});

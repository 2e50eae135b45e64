import { describe, expect, it } from 'vitest';
import { decimal } from '../../../functions/money/decimal.ts';
import { brackets, byResolution, line } from './cases.ts';

const byQuality = (model: string, others: object, prices: object, terms: object = {}) => ({
  ...{ model, ...others, ...terms },
  groupPrices: { property: 'resolution', prices },
});
const minutes = byQuality(
  'linear',
  { unitAmount: '0.05' },
  { '4K': { unitAmount: '0.20' }, HD: { unitAmount: '0.10' } },
);

describe('a group with a price of its own pays that, all others together pay the price of the charge', () => {
  it.each<[Record<string, string>, string, string]>([
    [{ '4K': '100' }, '20.00', '100 × 0.20'],
    [{ HD: '100' }, '10.00', '100 × 0.10'],
    [{ SD: '100' }, '5.00', '100 × 0.05'],
    [{ '': '100' }, '5.00', 'events without a resolution: 100 × 0.05'],
    [{ '4k': '100' }, '5.00', 'a value is written as in the plan, or is another one'],
    [{ '4K': '100', HD: '200', SD: '300', '': '100' }, '60.00', '100 × 0.20 + 200 × 0.10 + 400 × 0.05'],
    [{ '4K': '-100', HD: '200' }, '20.00', 'less than nothing of one takes nothing off another: 200 × 0.10'],
    [{}, '0.00', 'no usage'],
  ])('%j costs %s: %s', (usage, amount) => {
    expect(line(minutes, byResolution(usage)).amount).toBe(amount);
  });

  it('a quantity that nobody split is priced as having no resolution: 100 × 0.05', () => {
    expect(line(minutes, '100').amount).toBe('5.00');
  });

  it('a charge without prices by group looks at the whole: 300 × 0.10', () => {
    expect(line({ model: 'linear', unitAmount: '0.10' }, byResolution({ '4K': '100', HD: '200' })).amount).toBe(
      '30.00',
    );
  });

  it('several groups of a value are one: the meter groups by more than the plan prices', () => {
    const { groups, ...total } = byResolution({ HD: '150' });
    const twice = { ...total, groups: [...groups, ...groups] };
    expect(brackets(minutes, twice)).toEqual(['HD: units 0–300: 300 × 0.1 + 0 = 30']);
  });

  it('is one line: groups in the order of their values, the others last, each from unit zero', () => {
    expect(line(minutes, byResolution({ SD: '5', HD: '2', '4K': '1' })).quantity).toBe('8');
    expect(brackets(minutes, byResolution({ SD: '5', HD: '2', '4K': '1' }))).toEqual([
      '4K: units 0–1: 1 × 0.2 + 0 = 0.2',
      'HD: units 0–2: 2 × 0.1 + 0 = 0.2',
      'units 0–5: 5 × 0.05 + 0 = 0.25',
    ]);
  });
});

describe('tiers, packages and free units begin anew for each group', () => {
  const tiers = (first: string, then: string) => ({
    tiers: [
      { upTo: '100', unitAmount: first },
      { upTo: null, unitAmount: then },
    ],
  });

  it('tiered: 100 × 0.40 + 50 × 0.30 of 4K, and 80 × 0.10 of the rest', () => {
    const charge = byQuality('tiered', tiers('0.10', '0.05'), { '4K': tiers('0.40', '0.30') });
    expect(line(charge, byResolution({ '4K': '150', HD: '50', SD: '30' })).amount).toBe('63.00');
    expect(brackets(charge, byResolution({ '4K': '150', HD: '50', SD: '30' }))).toEqual([
      '4K: units 0–100: 100 × 0.4 + 0 = 40',
      '4K: units 100–150: 50 × 0.3 + 0 = 15',
      'units 0–80: 80 × 0.1 + 0 = 8',
    ]);
  });

  it('volume: all 150 of 4K at 0.30, and 80 of the rest at 0.10', () => {
    const charge = byQuality('volume', tiers('0.10', '0.05'), { '4K': tiers('0.40', '0.30') });
    expect(line(charge, byResolution({ '4K': '150', HD: '50', SD: '30' })).amount).toBe('53.00');
  });

  it('package: 2 of 100 for 4K at 9, and 1 of 1,000 for the rest at 5', () => {
    const rest = { packageSize: '1000', packageAmount: '5' };
    const charge = byQuality('package', rest, { '4K': { packageSize: '100', packageAmount: '9' } });
    expect(line(charge, byResolution({ '4K': '101', HD: '500', SD: '500' })).amount).toBe('23.00');
  });

  it('percentage: 3.5 % of 200 by amex and 0.30 each, 1 % of the rest', () => {
    const amex = { percent: '3.5', fixedAmount: '0.30' };
    const charge = byQuality('percentage', { percent: '1' }, { amex });
    const usage = byResolution({ amex: ['200', '4'], visa: ['1000', '10'] });
    expect(line(charge, usage).amount).toBe('18.20');
  });

  it('included units belong to the others, and a group may have its own', () => {
    const own = { '4K': { unitAmount: '0.20', included: '10' }, HD: { unitAmount: '0.10' } };
    const charge = byQuality('linear', { unitAmount: '0.05' }, own, { included: '100' });
    expect(brackets(charge, byResolution({ '4K': '15', HD: '20', SD: '60', '': '50' }))).toEqual([
      '4K: included 0–10: 10 × 0 + 0 = 0',
      '4K: units 10–15: 5 × 0.2 + 0 = 1',
      'HD: units 0–20: 20 × 0.1 + 0 = 2',
      'included 0–100: 100 × 0 + 0 = 0',
      'units 100–110: 10 × 0.05 + 0 = 0.5',
    ]);
  });

  it('minimum and maximum bound the line, not a group: 20 + 5 is at most 12, and 0.20 at least 3', () => {
    const bounded = { ...minutes, minimumAmount: '3', maximumAmount: '12' };
    expect(brackets(bounded, byResolution({ '4K': '100', SD: '100' }))).toEqual([
      '4K: units 0–100: 100 × 0.2 + 0 = 20',
      'units 0–100: 100 × 0.05 + 0 = 5',
      'maximum 200–200: 0 × 0 + -13 = -13',
    ]);
    expect(line(bounded, byResolution({ '4K': '1' })).amount).toBe('3.00');
    expect(line(bounded, byResolution({})).amount).toBe('3.00');
  });
});

describe('without prices by group, groups are nothing that a line looks at', () => {
  it('of a meter of maxima, 7 and 5, the line shows the maximum of all: 7', () => {
    const usage = { ...byResolution({ hd: '7', sd: '5' }), quantity: decimal('7') };
    expect(line({ model: 'linear', unitAmount: '2' }, usage)).toMatchObject({ quantity: '7', amount: '14.00' });
  });
});

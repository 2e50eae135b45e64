import { describe, expect, it } from 'vitest';
import { brackets, FEE_TIERS, line, TWO_TIERS } from './cases.ts';

describe('included: free units come off first, and the tiers apply to what remains', () => {
  it.each([
    ['0', '0.00', 'nothing used'],
    ['499', '0.00', 'all free'],
    ['500', '0.00', 'all free'],
    ['501', '0.10', '1 × 0.10'],
    ['1500', '100.00', '1,000 × 0.10'],
    ['1501', '100.07', '1,000 × 0.10 + 1 × 0.07'],
    ['-1', '0.00', 'a negative total'],
  ])('tiered after 500 free units: %s cost %s: %s', (quantity, amount) => {
    expect(line({ model: 'tiered', tiers: TWO_TIERS, included: '500' }, quantity)).toMatchObject({ quantity, amount });
  });

  it.each([
    ['1500', '100.00', '1,000 × 0.10'],
    ['1501', '70.07', '1,001 × 0.07'],
  ])('volume after 500 free units: %s cost %s: %s', (quantity, amount) => {
    expect(line({ model: 'volume', tiers: TWO_TIERS, included: '500' }, quantity).amount).toBe(amount);
  });

  it('shows the free units at zero, and the rest from where they end', () => {
    expect(brackets({ model: 'tiered', tiers: TWO_TIERS, included: '500' }, '1600')).toEqual([
      'included 0–500: 500 × 0 + 0 = 0',
      'units 500–1500: 1000 × 0.1 + 0 = 100',
      'units 1500–1600: 100 × 0.07 + 0 = 7',
    ]);
    expect(brackets({ model: 'linear', unitAmount: '1', included: '500' }, '20')).toEqual([
      'included 0–20: 20 × 0 + 0 = 0',
    ]);
  });

  it('free units enter no tier', () => {
    expect(line({ model: 'tiered', tiers: FEE_TIERS, included: '5' }, '5').amount).toBe('0.00');
    expect(line({ model: 'volume', tiers: FEE_TIERS, included: '5' }, '5').amount).toBe('0.00');
  });
});

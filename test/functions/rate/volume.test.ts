import { describe, expect, it } from 'vitest';
import { brackets, FEE_TIERS, line, THREE_TIERS } from './cases.ts';

describe('volume: every unit costs the rate of the tier that the total lands in', () => {
  it.each([
    ['5000', '350.00', '5,000 × 0.07'],
    ['1000', '100.00', '1,000 × 0.10: the bound belongs to the tier below'],
    ['1000.5', '70.04', '1,000.5 × 0.07 = 70.035'],
    ['1001', '70.07', '1,001 × 0.07'],
    ['10000', '700.00', '10,000 × 0.07'],
    ['10000.01', '500.00', '10,000.01 × 0.05 = 500.0005'],
    ['0', '0.00', 'no usage'],
    ['-1', '0.00', 'a negative total'],
  ])('%s units cost %s: %s', (quantity, amount) => {
    expect(line({ model: 'volume', tiers: THREE_TIERS }, quantity)).toMatchObject({ quantity, amount });
  });

  it.each([
    ['0', '0.00', 'zero usage enters no tier'],
    ['10', '15.00', '5 + 10 × 1'],
    ['11', '3.00', '3 + 11 × 0'],
    ['21', '49.00', '7 + 21 × 2'],
  ])('%s units pay the flat amount of the tier reached, %s: %s', (quantity, amount) => {
    expect(line({ model: 'volume', tiers: FEE_TIERS }, quantity).amount).toBe(amount);
  });

  it('is one bracket', () => {
    expect(brackets({ model: 'volume', tiers: THREE_TIERS }, '5000')).toEqual(['units 0–5000: 5000 × 0.07 + 0 = 350']);
  });
});

import { describe, expect, it } from 'vitest';
import { brackets, FEE_TIERS, line, THREE_TIERS, TWO_TIERS } from './cases.ts';

describe('tiered: each unit costs the rate of the tier it lies in', () => {
  it.each([
    [TWO_TIERS, '3400', '268.00', '1,000 × 0.10 + 2,400 × 0.07'],
    [THREE_TIERS, '5000', '380.00', '1,000 × 0.10 + 4,000 × 0.07'],
    [THREE_TIERS, '1', '0.10', '1 × 0.10'],
    [THREE_TIERS, '999.999', '100.00', '999.999 × 0.10 = 99.9999'],
    [THREE_TIERS, '1000', '100.00', 'the bound belongs to the tier below'],
    [THREE_TIERS, '1000.5', '100.04', '1,000 × 0.10 + 0.5 × 0.07 = 100.035'],
    [THREE_TIERS, '1000.0000001', '100.00', 'just above: 100.000000007'],
    [THREE_TIERS, '10000', '730.00', '1,000 × 0.10 + 9,000 × 0.07'],
    [THREE_TIERS, '10001', '730.05', '1,000 × 0.10 + 9,000 × 0.07 + 1 × 0.05'],
    [THREE_TIERS, '0', '0.00', 'no usage'],
    [THREE_TIERS, '-5', '0.00', 'a negative total'],
  ])('%j: %s units cost %s: %s', (tiers, quantity, amount) => {
    expect(line({ model: 'tiered', tiers }, quantity)).toMatchObject({ quantity, amount });
  });

  it('shows each bracket with its exact part', () => {
    expect(brackets({ model: 'tiered', tiers: THREE_TIERS }, '10000.5')).toEqual([
      'units 0–1000: 1000 × 0.1 + 0 = 100',
      'units 1000–10000: 9000 × 0.07 + 0 = 630',
      'units 10000–10000.5: 0.5 × 0.05 + 0 = 0.025',
    ]);
  });
});

describe('tiered: a flat amount falls due when usage enters its tier', () => {
  it.each([
    ['0', '0.00', 'zero usage enters no tier'],
    ['0.5', '5.50', '5 + 0.5 × 1'],
    ['10', '15.00', '5 + 10 × 1'],
    ['10.1', '18.00', '5 + 10 × 1 + 3'],
    ['20', '18.00', '5 + 10 × 1 + 3'],
    ['21', '27.00', '5 + 10 × 1 + 3 + 7 + 1 × 2'],
  ])('%s units cost %s: %s', (quantity, amount) => {
    expect(line({ model: 'tiered', tiers: FEE_TIERS }, quantity).amount).toBe(amount);
  });
});

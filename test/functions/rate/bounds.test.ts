import { describe, expect, it } from 'vitest';
import { brackets, line } from './cases.ts';

const BOUNDED = { model: 'linear', unitAmount: '0.10', minimumAmount: '5', maximumAmount: '20' };

describe('bounds: a charge costs its minimum at least and its maximum at most', () => {
  it.each([
    ['0', '5.00', 'the minimum is due without usage'],
    ['-10', '5.00', 'and for a negative total'],
    ['49', '5.00', '4.90 + 0.10'],
    ['50', '5.00', '50 × 0.10'],
    ['51', '5.10', '51 × 0.10'],
    ['200', '20.00', '200 × 0.10'],
    ['201', '20.00', '20.10 − 0.10'],
  ])('%s units cost %s: %s', (quantity, amount) => {
    expect(line(BOUNDED, quantity)).toMatchObject({ quantity, amount });
  });

  it('the difference is a bracket of its own, so that the parts add up', () => {
    expect(brackets(BOUNDED, '49')).toEqual(['units 0–49: 49 × 0.1 + 0 = 4.9', 'minimum 49–49: 0 × 0 + 0.1 = 0.1']);
    expect(brackets(BOUNDED, '201')).toEqual([
      'units 0–201: 201 × 0.1 + 0 = 20.1',
      'maximum 201–201: 0 × 0 + -0.1 = -0.1',
    ]);
    expect(brackets(BOUNDED, '50')).toEqual(['units 0–50: 50 × 0.1 + 0 = 5']);
    expect(brackets(BOUNDED, '200')).toEqual(['units 0–200: 200 × 0.1 + 0 = 20']);
    expect(brackets(BOUNDED, '-10')).toEqual(['minimum 0–0: 0 × 0 + 5 = 5']);
  });

  it('a maximum of zero makes the charge free', () => {
    expect(line({ model: 'linear', unitAmount: '1', maximumAmount: '0' }, '7').amount).toBe('0.00');
  });
});

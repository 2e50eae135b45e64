import { describe, expect, it } from 'vitest';
import { brackets, line } from './cases.ts';

describe('flat: the amount, once', () => {
  it.each([
    ['49.00', 'USD', '49.00'],
    ['0', 'USD', '0.00'],
    ['49.5', 'JPY', '50'],
  ])('%s %s bills %s', (amount, code, billed) => {
    expect(line({ model: 'flat', amount }, '0', code)).toMatchObject({ quantity: '1', amount: billed });
  });

  it('is one bracket of one unit', () => {
    expect(brackets({ model: 'flat', amount: '49.00' }, '0')).toEqual(['flat 0–1: 1 × 49 + 0 = 49']);
  });
});

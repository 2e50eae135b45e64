import { describe, expect, it } from 'vitest';
import { less, prorate, prorationOf } from '../../../../functions/invoice/period/prorate.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';

const day = 86_400;

describe('the part of a value that belongs to some of the seconds', () => {
  it.each([
    ['31', 16, 31, '16', 'it comes out even'],
    ['20', 10, 31, '6.451612903226', '6.451612903225806…, rounded to 12 digits'],
    ['-20', 10, 31, '-6.451612903226', 'away from zero on the other side too'],
    ['1', 1, 3, '0.333333333333', 'rounded down'],
    ['0', 10, 31, '0', 'of nothing'],
  ])('%s for %i of %i days is %s: %s', (value, numerator, denominator, part) => {
    const proration = { numerator: numerator * day, denominator: denominator * day };
    expect(plain(prorate(decimal(value), proration))).toBe(part);
  });

  it('all of it is not rounded, however many digits it has', () => {
    expect(prorationOf(day, day)).toBeNull();
    expect(plain(prorate(decimal('0.1234567890123456789'), null))).toBe('0.1234567890123456789');
  });
});

describe('one part less another one', () => {
  it.each([
    [
      { numerator: 20, denominator: 31 },
      { numerator: 5, denominator: 31 },
      { numerator: 15, denominator: 31 },
    ],
    [
      { numerator: 31, denominator: 31 },
      { numerator: 0, denominator: 365 },
      { numerator: 31, denominator: 31 },
    ],
    [
      { numerator: 15, denominator: 30 },
      { numerator: 124, denominator: 744 },
      { numerator: 1, denominator: 3 },
    ],
    [
      { numerator: 1, denominator: 6 },
      { numerator: 1, denominator: 4 },
      { numerator: -1, denominator: 12 },
    ],
    [
      { numerator: 1, denominator: 2 },
      { numerator: 2, denominator: 4 },
      { numerator: 0, denominator: 1 },
    ],
  ])('%j less %j is %j', (a, b, part) => {
    const { numerator, denominator } = less(a, b);
    expect({ numerator: numerator + 0, denominator }).toEqual(part);
  });
});

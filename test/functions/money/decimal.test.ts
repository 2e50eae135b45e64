import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimal,
  decimalOf,
  exactDecimal,
  NotADecimalString,
  NotFinite,
  plain,
  sum,
  TooManyDigits,
  ZERO,
} from '../../../functions/money/decimal.ts';
import { decimalText } from './arbitraries.ts';

const NINES = '9'.repeat(38);

describe('decimal: plain notation within 38 digits, printed without trailing zeros', () => {
  it.each([
    ['0.10', '0.1'],
    ['1000', '1000'],
    ['-12.500', '-12.5'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['0.0000001', '0.0000001'],
    [NINES, NINES],
    [`0.${'0'.repeat(37)}1`, `0.${'0'.repeat(37)}1`],
  ])('%s reads as %s', (text, printed) => {
    expect(plain(decimal(text))).toBe(printed);
  });

  it.each(['', ' 1', '1e3', '1E-7', '+1', '01', '.5', '5.', '1,000', 'NaN', 'Infinity', '0x10', '--1', '1_000', '1\n'])(
    '%j is not a decimal string',
    (text) => {
      expect(() => decimal(text)).toThrow(NotADecimalString);
    },
  );

  it.each([`${NINES}0`, `1${NINES}`, `${NINES}.9`, `0.${'0'.repeat(38)}1`])('%s has too many digits', (text) => {
    expect(() => decimal(text)).toThrow(TooManyDigits);
  });

  it('tells what went wrong by a code, not worth a retry', () => {
    expect(new TooManyDigits()).toMatchObject({ code: 'too_many_digits', retryable: false, name: 'TooManyDigits' });
  });

  it('never prints what is no number', () => {
    expect(() => plain(ZERO.div(ZERO))).toThrow(NotFinite);
    expect(() => plain(decimal('1').div(ZERO))).toThrow(NotFinite);
  });
});

describe('decimals are exact', () => {
  it.each([
    ['0.1', '0.2', '0.3'],
    [
      '99999999999999999999999999999999999999',
      '0.00000000000000000000000000000000000001',
      `${NINES}.${'0'.repeat(37)}1`,
    ],
  ])('%s + %s = %s', (a, b, expected) => {
    expect(plain(decimal(a).plus(decimal(b)))).toBe(expected);
  });

  it('(10^38 − 1)² has 76 digits and keeps them', () => {
    expect(plain(decimal(NINES).times(decimal(NINES)))).toBe(`${'9'.repeat(37)}8${'0'.repeat(37)}1`);
  });

  it('has no exponent, and what was printed reads back as the same value', () => {
    fc.assert(
      fc.property(decimalText(), decimalText(), (a, b) => {
        const product = decimal(a).times(decimal(b));
        const printed = plain(product);
        expect(printed).toMatch(/^-?(0|[1-9]\d*)(\.\d*[1-9])?$/);
        expect(String(product)).not.toContain('e');
        expect(exactDecimal(printed).equals(product)).toBe(true);
      }),
    );
  });

  it('sums of products do not depend on their order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(decimalText(), decimalText()), { maxLength: 20 }), (pairs) => {
        const products = pairs.map(([a, b]) => decimal(a).times(decimal(b)));
        expect(sum(products).equals(sum(products.toReversed()))).toBe(true);
      }),
    );
  });
});

describe('the value of a JSON number', () => {
  it.each([
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    [0.1, '0.1'],
    [-2.5, '-2.5'],
    [0, '0'],
    [-0, '0'],
  ])('%d is %s', (value, printed) => {
    expect(plain(decimalOf(value))).toBe(printed);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%d has none', (value) => {
    expect(() => decimalOf(value)).toThrow(NotFinite);
  });
});

describe('a zero has no sign', () => {
  it('however it was read', () => {
    const zeros = [exactDecimal('-0'), exactDecimal('-0.00'), decimalOf(-0), decimal('-0')];
    expect(zeros.map((value) => value.isNegative())).toEqual([false, false, false, false]);
  });

  it('and is printed without one, however it was reckoned', () => {
    expect(plain(ZERO.negated())).toBe('0');
    expect(plain(decimal('-1').times(ZERO))).toBe('0');
  });
});

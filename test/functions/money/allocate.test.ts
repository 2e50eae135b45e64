import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, InvalidWeights } from '../../../functions/money/allocate.ts';
import { currencies, currency } from '../../../functions/money/currency.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { isSettled, money, NotSettled, negate, settle, settledToWire, total } from '../../../functions/money/money.ts';
import { decimalText, positiveText } from './arbitraries.ts';

const split = (amount: string, code: string, weights: readonly string[]) =>
  allocate(money(decimal(amount), currency(code)), weights.map(decimal)).map(settledToWire);

describe('allocate: largest remainder, the first of equals wins', () => {
  it.each([
    ['100.00', 'USD', ['1', '1', '1'], ['33.34', '33.33', '33.33']],
    ['-100.00', 'USD', ['1', '1', '1'], ['-33.34', '-33.33', '-33.33']],
    ['0.02', 'USD', ['1', '1', '1'], ['0.01', '0.01', '0.00']],
    ['100', 'JPY', ['1', '2', '4'], ['14', '29', '57']],
    ['10.000', 'KWD', ['0.5', '0.5', '0.5'], ['3.334', '3.333', '3.333']],
    ['10.00', 'USD', ['0', '1', '0', '2'], ['0.00', '3.33', '0.00', '6.67']],
    ['0.01', 'USD', ['0', '0.0000001'], ['0.00', '0.01']],
    ['0.00', 'USD', ['0', '3'], ['0.00', '0.00']],
    ['0.00', 'USD', [], []],
    ['7.77', 'USD', ['5'], ['7.77']],
  ])('%s %s by %j gives %j', (amount, code, weights, parts) => {
    expect(split(amount, code, weights)).toEqual(parts);
  });

  it.each([[[]], [['0', '0']], [['1', '-1']], [['2', '-1']]])('10.00 USD cannot be split by %j', (weights) => {
    expect(() => split('10.00', 'USD', weights)).toThrow(InvalidWeights);
  });

  it('splits settled amounts only', () => {
    expect(() => split('0.001', 'USD', ['1'])).toThrow(NotSettled);
  });
});

describe('allocate: laws', () => {
  const cases = fc
    .tuple(decimalText(), fc.constantFrom(...currencies()), fc.array(positiveText(), { minLength: 1, maxLength: 12 }))
    .map(([amount, code, weights]) => ({
      whole: settle(money(decimal(amount), code)),
      weights: [...weights, '1'].map(decimal),
    }));

  it('the parts are settled and add up to the total, exactly', () => {
    fc.assert(
      fc.property(cases, ({ whole, weights }) => {
        const parts = allocate(whole, weights);
        expect(parts).toHaveLength(weights.length);
        expect(parts.every(isSettled)).toBe(true);
        expect(total(parts, whole.currency)).toEqual(whole);
      }),
    );
  });

  it('a credit splits as the charge does', () => {
    fc.assert(
      fc.property(cases, ({ whole, weights }) => {
        expect(allocate(negate(whole), weights)).toEqual(allocate(whole, weights).map(negate));
      }),
    );
  });

  it('nothing goes to a weight of zero', () => {
    fc.assert(
      fc.property(cases, ({ whole, weights }) => {
        const parts = allocate(whole, weights);
        weights.forEach((weight, index) => {
          if (weight.isZero()) expect(parts[index]?.amount.isZero()).toBe(true);
        });
      }),
    );
  });
});

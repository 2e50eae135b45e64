import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate } from '../../../functions/money/allocate.ts';
import { currency } from '../../../functions/money/currency.ts';
import { inProportion, NothingToSplitBy } from '../../../functions/money/in-proportion.ts';
import { type Money, moneyFromWire, NotSettled, negate, settledToWire, total } from '../../../functions/money/money.ts';

const usd = currency('USD');
const dollars = (text: string): Money => moneyFromWire(text, usd);
const split = (amount: string, of: readonly string[]) =>
  inProportion(dollars(amount), of.map(dollars)).map(settledToWire);

describe('an amount is split in proportion to amounts of either sign', () => {
  it.each([
    ['30.00', ['120.00', '-60.00'], ['60.00', '-30.00']],
    ['0.01', ['1.50', '1.50', '-2.00'], ['0.02', '0.01', '-0.02']],
    ['10.00', ['1.00', '1.00', '1.00'], ['3.34', '3.33', '3.33']],
    ['60.00', ['120.00', '-60.00'], ['120.00', '-60.00']],
    ['-30.00', ['120.00', '-60.00'], ['-60.00', '30.00']],
    ['5.00', ['-1.00', '-4.00'], ['1.00', '4.00']],
    ['0.00', ['1.00', '-1.00'], ['0.00', '0.00']],
    ['7.77', ['3.00', '0.00'], ['7.77', '0.00']],
  ])('%s of %j: %j', (amount, of, parts) => expect(split(amount, of)).toEqual(parts));

  it('but not by what comes to nothing, and only where it is settled', () => {
    expect(() => split('1.00', ['2.00', '-2.00'])).toThrow(NothingToSplitBy);
    expect(() => split('1.00', [])).toThrow(NothingToSplitBy);
    expect(() => split('0.001', ['1.00'])).toThrow(NotSettled);
  });

  const cents = (min: number) => fc.integer({ min, max: 1_000_000 }).map((n) => dollars((n / 100).toFixed(2)));

  it('law: the parts add up to it, and each is less than a cent from its share', () => {
    fc.assert(
      fc.property(cents(-1_000_000), fc.array(cents(-1_000_000), { minLength: 1, maxLength: 8 }), (amount, of) => {
        const whole = total(of, usd);
        fc.pre(!whole.amount.isZero());
        const parts = inProportion(amount, of);
        expect(settledToWire(total(parts, usd))).toBe(settledToWire(amount));
        for (const [at, part] of parts.entries()) {
          const share = amount.amount.times(of[at]?.amount ?? 0).div(whole.amount);
          expect(part.amount.minus(share).abs().lessThan('0.010001')).toBe(true);
        }
        const mirrored = inProportion(amount, of.map(negate));
        expect(settledToWire(total(mirrored, usd))).toBe(settledToWire(amount));
      }),
    );
  });

  it('law: by amounts above zero it is what `allocate` makes of them', () => {
    fc.assert(
      fc.property(cents(0), fc.array(cents(1), { minLength: 1, maxLength: 8 }), (amount, of) => {
        const weights = of.map((one) => one.amount);
        expect(inProportion(amount, of).map(settledToWire)).toEqual(allocate(amount, weights).map(settledToWire));
      }),
    );
  });
});

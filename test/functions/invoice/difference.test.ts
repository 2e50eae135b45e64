import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chargeSchema } from '../../../functions/catalog/charge.ts';
import { difference } from '../../../functions/invoice/difference.ts';
import { currency } from '../../../functions/money/currency.ts';
import { decimal, plain } from '../../../functions/money/decimal.ts';
import { exactSum } from '../../../functions/rate/line.ts';
import { plainMetered } from '../../../functions/rate/metered.ts';
import { rateCharge } from '../../../functions/rate/rate-charge.ts';
import { chargeInput } from '../catalog/arbitraries.ts';
import { positiveText } from '../money/arbitraries.ts';
import { minutes } from './transcoding.ts';

const usd = currency('USD');
const breakdownOf = (charge: unknown, units: string) =>
  rateCharge(chargeSchema.parse(charge), plainMetered(decimal(units)), usd).breakdown;
const rows = (charge: unknown, before: string, after: string) =>
  difference(breakdownOf(charge, before), breakdownOf(charge, after)).map(
    ({ kind, from, to, units, unitAmount, flatAmount, amount }) =>
      `${kind} ${plain(from)}–${plain(to)}: ${plain(units)} × ${plain(unitAmount)} + ${plain(flatAmount)} = ${plain(amount)}`,
  );

const volume = { ...minutes, model: 'volume' };
const atLeast = { ...minutes, minimumAmount: '50' };

describe('a difference says which units are added or taken away, at which price', () => {
  it.each([
    ['within a tier', minutes, '3400', '3500', ['units 3400–3500: 100 × 0.07 + 0 = 7']],
    [
      'up into the next tier',
      minutes,
      '900',
      '1100',
      ['units 900–1000: 100 × 0.1 + 0 = 10', 'units 1000–1100: 100 × 0.07 + 0 = 7'],
    ],
    [
      'down a tier',
      minutes,
      '1200',
      '700',
      ['units 1000–1200: -200 × 0.07 + 0 = -14', 'units 700–1000: -300 × 0.1 + 0 = -30'],
    ],
    [
      'volume: all units are given back and charged anew',
      volume,
      '1000',
      '1100',
      ['units 0–1000: -1000 × 0.1 + 0 = -100', 'units 0–1100: 1100 × 0.07 + 0 = 77'],
    ],
    [
      'a minimum that usage eats up',
      atLeast,
      '100',
      '200',
      ['units 100–200: 100 × 0.1 + 0 = 10', 'minimum 100–200: 0 × 0 + -10 = -10'],
    ],
    ['nothing', minutes, '3400', '3400', []],
  ])('%s: %#', (_, charge, before, after, expected) => {
    expect(rows(charge, before, after)).toEqual(expected);
  });

  it('law: adds up to the difference of what the usages cost, for any charge', () => {
    fc.assert(
      fc.property(
        chargeInput('linear', 'tiered', 'volume', 'package'),
        positiveText(),
        positiveText(),
        (charge, a, b) => {
          const [before, after] = [breakdownOf(charge, a), breakdownOf(charge, b)];
          const expected = exactSum(after).minus(exactSum(before));
          expect(plain(exactSum(difference(before, after)))).toBe(plain(expected));
        },
      ),
      { numRuns: 300 },
    );
  });
});

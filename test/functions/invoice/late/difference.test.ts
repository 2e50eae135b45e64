import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chargeSchema } from '../../../../functions/catalog/plan/charge-wire.ts';
import { difference } from '../../../../functions/invoice/late/difference.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';
import { exactSum } from '../../../../functions/rate/line.ts';
import { type Metered, plainMetered } from '../../../../functions/rate/metered.ts';
import { rateCharge } from '../../../../functions/rate/rate-charge.ts';
import { chargeInput } from '../../catalog/arbitraries.ts';
import { anyMetered, byResolution } from '../../rate/cases.ts';
import { minutes } from '../transcoding.ts';

const usd = currency('USD');
const breakdownOf = (charge: unknown, usage: Metered) => rateCharge(chargeSchema.parse(charge), usage, usd).breakdown;
const rows = (charge: unknown, before: Metered, after: Metered) =>
  difference(breakdownOf(charge, before), breakdownOf(charge, after)).map(
    ({ kind, group, from, to, units, unitAmount, flatAmount, amount }) =>
      `${group === null ? '' : `${group.value}: `}${kind} ${plain(from)}–${plain(to)}: ${plain(units)} × ${plain(unitAmount)} + ${plain(flatAmount)} = ${plain(amount)}`,
  );
const units = (quantity: string) => plainMetered(decimal(quantity));
const events = (quantity: string, count: string): Metered => ({ ...units(quantity), events: decimal(count) });

const linear = { id: 'c', model: 'linear', meter: 'm', unitAmount: '0.05' };
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
    expect(rows(charge, units(before), units(after))).toEqual(expected);
  });

  it('by group: 50 more of 4K, and 20 less of all others, which were HD', () => {
    const prices = { '4K': { unitAmount: '0.20' } };
    const charge = { ...linear, groupPrices: { property: 'resolution', prices } };
    const [before, after] = [byResolution({ '4K': '100', HD: '30' }), byResolution({ '4K': '150', HD: '10' })];
    expect(rows(charge, before, after)).toEqual([
      '4K: units 100–150: 50 × 0.2 + 0 = 10',
      'units 10–30: -20 × 0.05 + 0 = -1',
    ]);
  });

  it('a percentage: 200 more of the amount, by 3 more events', () => {
    const charge = { id: 'c', meter: 'm', model: 'percentage', percent: '2.9', fixedAmount: '0.30' };
    expect(rows(charge, events('1000', '10'), events('1200', '13'))).toEqual([
      'percentage 1000–1200: 200 × 0.029 + 0 = 5.8',
      'event_fee 1000–1200: 3 × 0.3 + 0 = 0.9',
    ]);
  });

  it('law: adds up to the difference of what the usages cost, for any charge', () => {
    fc.assert(
      fc.property(
        chargeInput('linear', 'tiered', 'volume', 'package', 'percentage'),
        anyMetered(),
        anyMetered(),
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

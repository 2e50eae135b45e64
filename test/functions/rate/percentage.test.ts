import { describe, expect, it } from 'vitest';
import { brackets, line } from './cases.ts';

const CARDS = { model: 'percentage', percent: '2.9', fixedAmount: '0.30' };

describe('percentage: a share of the amount that events carry, and a fixed amount for each event', () => {
  it.each([
    ['1000', '0', '29.00', '1,000 × 2.9 %, of no events that are known'],
    ['1000', '12', '32.60', '1,000 × 2.9 % + 12 × 0.30'],
    ['0.01', '1', '0.30', '0.01 × 2.9 % + 0.30 = 0.30029'],
    ['0', '3', '0.90', 'events of nothing: 3 × 0.30'],
    ['0', '0', '0.00', 'nothing at all'],
    ['-50', '2', '0.60', 'more paid back than taken: 0 + 2 × 0.30'],
    ['-50', '-2', '0.00', 'more voided than counted'],
    ['123456789012345678901234567890.12', '0', '3580246881358024688135802468.81', '… 468.81348'],
  ])('%s by %s events costs %s: %s', (quantity, events, amount) => {
    expect(line(CARDS, [quantity, events])).toMatchObject({ quantity, amount });
  });

  it.each([
    ['0.0001', '1000', '0.00', '0.001', 'a ten-thousandth of a percent'],
    ['100', '12.34', '12.34', '12.34', 'all of it'],
    ['120', '100', '120.00', '120', 'cost plus a fifth'],
    ['0', '100', '0.00', '0', 'nothing of it'],
    ['12.5', '0.04', '0.01', '0.005', 'half a cent, rounded away from zero'],
  ])('%s %% of %s are %s, exactly %s: %s', (percent, quantity, amount, exactAmount) => {
    expect(line({ model: 'percentage', percent }, quantity)).toMatchObject({ amount, exactAmount });
  });

  it.each([
    ['400', '4', '1.20', 'within the free amount only the fixed ones: 4 × 0.30'],
    ['500', '4', '1.20', 'to its end'],
    ['1500', '4', '30.20', '1,000 × 2.9 % + 4 × 0.30'],
    ['-10', '0', '0.00', 'a negative total'],
  ])('500 free: %s by %s events costs %s: %s', (quantity, events, amount) => {
    expect(line({ ...CARDS, included: '500' }, [quantity, events]).amount).toBe(amount);
  });

  it('shows share and fees as brackets, so that the parts add up', () => {
    expect(brackets({ ...CARDS, included: '500' }, ['1500', '4'])).toEqual([
      'included 0–500: 500 × 0 + 0 = 0',
      'percentage 500–1500: 1000 × 0.029 + 0 = 29',
      'event_fee 1500–1500: 4 × 0.3 + 0 = 1.2',
    ]);
    expect(brackets({ ...CARDS, included: '500' }, ['400', '4'])).toEqual([
      'included 0–400: 400 × 0 + 0 = 0',
      'event_fee 400–400: 4 × 0.3 + 0 = 1.2',
    ]);
  });

  it('shows no share of nothing, and no fee of no events or of zero', () => {
    expect(brackets(CARDS, ['0', '3'])).toEqual(['event_fee 0–0: 3 × 0.3 + 0 = 0.9']);
    expect(brackets(CARDS, ['100', '0'])).toEqual(['percentage 0–100: 100 × 0.029 + 0 = 2.9']);
    expect(brackets({ ...CARDS, fixedAmount: '0' }, ['100', '3'])).toEqual(['percentage 0–100: 100 × 0.029 + 0 = 2.9']);
  });

  it.each<[readonly [string, string], string, string]>([
    [['10', '1'], '5.00', '0.59 + 4.41'],
    [['1000', '12'], '20.00', '32.60 − 12.60'],
  ])('between a minimum of 5 and a maximum of 20: %j costs %s: %s', (usage, amount) => {
    expect(line({ ...CARDS, minimumAmount: '5', maximumAmount: '20' }, usage).amount).toBe(amount);
  });

  it('in yen: 2.9 % of 1,234 and 30 are 65.786, rounded to 66', () => {
    expect(line({ ...CARDS, fixedAmount: '30' }, ['1234', '1'], 'JPY').amount).toBe('66');
  });
});

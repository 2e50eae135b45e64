import { describe, expect, it } from 'vitest';
import { currency } from '../../../functions/money/currency.ts';
import { decimal, plain } from '../../../functions/money/decimal.ts';
import { moneyFromWire, settledToWire } from '../../../functions/money/money.ts';
import { commitmentLine } from '../../../functions/rate/commitment.ts';

const lineOf = (minimum: string, counted: string) => {
  const { amount, exactAmount, breakdown } = commitmentLine(decimal(minimum), moneyFromWire(counted, currency('USD')));
  return [settledToWire(amount), plain(exactAmount.amount), breakdown.map((one) => plain(one.amount))];
};

describe('what is missing to a minimum commitment', () => {
  it.each([
    ['100', '64.20', ['35.80', '35.8', ['35.8']], '100.00 − 64.20'],
    ['100', '99.99', ['0.01', '0.01', ['0.01']], 'a cent'],
    ['100', '100.00', ['0.00', '0', []], 'nothing: it is reached'],
    ['100', '100.01', ['0.00', '0', []], 'nothing: it is exceeded'],
    ['48.387096774194', '0.00', ['48.39', '48.387096774194', ['48.387096774194']], 'rounded once: 100 × 15 / 31'],
    ['48.387096774194', '48.38', ['0.01', '0.007096774194', ['0.007096774194']], 'rounded once, not twice'],
  ])('%s with %s counted: %j, %s', (minimum, counted, expected) => {
    expect(lineOf(minimum, counted)).toEqual(expected);
  });
});

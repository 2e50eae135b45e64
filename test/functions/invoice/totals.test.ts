import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyCredits } from '../../../functions/invoice/credit/apply-credits.ts';
import { inOneGroup } from '../../../functions/invoice/tax/invoice-tax.ts';
import { untaxed } from '../../../functions/invoice/tax/tax.ts';
import { taxableOf, totalsOf } from '../../../functions/invoice/totals.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { currency } from '../../../functions/money/currency.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { money, moneyFromWire, settledToWire, zero } from '../../../functions/money/money.ts';

const usd = currency('USD');
const at = parseInstant('2026-11-01T00:00:00Z');
type Line = readonly [amount: string, discount?: string];
const sumsOf = (lines: readonly Line[], balance = '0') => {
  const placed = lines.map(([amount, discount = '0']) => ({
    amount: moneyFromWire(amount, usd),
    discount: moneyFromWire(discount, usd),
  }));
  const discounts = placed.map(({ discount: amount }) => ({
    ...{ discountId: 'dis_1', couponId: 'spring', name: 'Spring', percent: null, amount },
  }));
  const taxed = inOneGroup(untaxed(taxableOf(placed, usd)));
  return totalsOf(placed, discounts, taxed, applyCredits(taxed.total, [], moneyFromWire(balance, usd), at));
};

describe('totals: lines → discounts → tax base → tax → total → credit → amount due', () => {
  it.each<readonly [string, readonly Line[], string]>([
    ['268.00 + 50.00', [['268.00'], ['50.00']], '318.00 0.00 318.00 318.00'],
    ['268.00 less 26.80', [['268.00', '26.80']], '268.00 26.80 241.20 241.20'],
    ['no lines', [], '0.00 0.00 0.00 0.00'],
    ['a negative total asks for nothing', [['-5.00']], '-5.00 0.00 -5.00 0.00'],
  ])('%s', (_, lines, expected) => {
    const { subtotal, discount, total, amountDue } = sumsOf(lines);
    expect([subtotal, discount, total, amountDue].map(settledToWire).join(' ')).toBe(expected);
  });

  it.each([
    ['-44.00', '0.00', '44.00', '0.00', 'a negative total becomes credit'],
    ['40.00', '44.00', '4.00', '0.00', 'credit pays all of it'],
    ['9.00', '4.00', '0.00', '5.00', 'credit pays a part'],
    ['-1.00', '4.00', '5.00', '0.00', 'credit upon credit'],
    ['9.00', '9.00', '0.00', '0.00', 'to the cent'],
  ])('a total of %s and %s of credit before: %s after, %s due: %s', (amount, before, after, due) => {
    const { total, balanceBefore, balanceAfter, amountDue } = sumsOf([[amount]], before);
    expect([total, balanceBefore, balanceAfter, amountDue].map(settledToWire)).toEqual([amount, before, after, due]);
  });

  it('law: the lines less their discounts are what is taxed', () => {
    const cents = fc.integer({ min: 0, max: 10 ** 9 }).map((n) => money(decimal(String(n)).div(100), usd));
    fc.assert(
      fc.property(fc.array(cents), (amounts) => {
        const lines = amounts.map((amount) => ({ amount, discount: amount }));
        expect(settledToWire(taxableOf(lines, usd))).toBe(settledToWire(zero(usd)));
      }),
    );
  });
});

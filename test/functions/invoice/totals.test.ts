import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TaxRate, totalsOf } from '../../../functions/invoice/totals.ts';
import { currency } from '../../../functions/money/currency.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { add, moneyFromWire, settledToWire, total } from '../../../functions/money/money.ts';

const usd = currency('USD');
const dollars = (...amounts: readonly string[]) => amounts.map((amount) => moneyFromWire(amount, usd));
const rate = (name: string, fraction: string): TaxRate => ({ name, fraction: decimal(fraction) });
const printed = (amounts: readonly string[], rates: readonly TaxRate[] = []) => {
  const { subtotal, taxBase, tax, total: sum, amountDue } = totalsOf(dollars(...amounts), rates, usd);
  return [subtotal, taxBase, tax, sum, amountDue].map(settledToWire);
};

describe('totals: charges → tax base → tax → total → amount due', () => {
  it('268.00 + 50.00, no tax: 318.00 due', () => {
    expect(printed(['268.00', '50.00'])).toEqual(['318.00', '318.00', '0.00', '318.00', '318.00']);
  });

  it('no lines: nothing due', () => {
    expect(printed([])).toEqual(['0.00', '0.00', '0.00', '0.00', '0.00']);
  });

  it('two rates on 10.10 are rounded each: 5 % = 0.51 (0.505), 9.975 % = 1.01 (1.007475)', () => {
    const rates = [rate('GST', '0.05'), rate('QST', '0.09975')];
    expect(printed(['10.10'], rates)).toEqual(['10.10', '10.10', '1.52', '11.62', '11.62']);
  });

  it('a negative total asks for nothing', () => {
    expect(printed(['-5.00'])).toEqual(['-5.00', '-5.00', '0.00', '-5.00', '0.00']);
  });

  it.each([
    ['-44.00', '0.00', '44.00', '0.00', 'a negative total becomes credit'],
    ['40.00', '44.00', '4.00', '0.00', 'credit pays all of it'],
    ['9.00', '4.00', '0.00', '5.00', 'credit pays a part'],
    ['-1.00', '4.00', '5.00', '0.00', 'credit upon credit'],
    ['9.00', '9.00', '0.00', '0.00', 'to the cent'],
  ])('a total of %s and %s of credit before: %s after, %s due: %s', (amount, before, after, due) => {
    const sums = totalsOf(dollars(amount), [], usd, moneyFromWire(before, usd));
    const { total: sum, balanceBefore, balanceAfter, amountDue } = sums;
    expect([sum, balanceBefore, balanceAfter, amountDue].map(settledToWire)).toEqual([amount, before, after, due]);
  });

  it('law: the lines add up to the subtotal, subtotal and taxes to the total', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 10 ** 9 }).map((cents) => decimal(String(cents)).div(100)));
    fc.assert(
      fc.property(amounts, (values) => {
        const lines = values.map((amount) => ({ amount, currency: usd }));
        const sums = totalsOf(lines, [rate('VAT', '0.19')], usd);
        expect(settledToWire(sums.subtotal)).toBe(settledToWire(total(lines, usd)));
        expect(settledToWire(sums.total)).toBe(settledToWire(add(sums.subtotal, sums.tax)));
      }),
    );
  });
});

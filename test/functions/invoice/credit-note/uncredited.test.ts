import { describe, expect, it } from 'vitest';
import type { CreditedSums } from '../../../../functions/invoice/credit-note/credit-note.ts';
import { creditedSums, type Wanted } from '../../../../functions/invoice/credit-note/credit-sums.ts';
import { creditedByLine, uncredited } from '../../../../functions/invoice/credit-note/uncredited.ts';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { dollars, openOf } from '../issued.ts';

const full: Wanted = { kind: 'full' };
const whole = (amount: string): Wanted => ({ kind: 'amount', amount: decimal(amount) });
const line = (lineId: string, amount: string): Wanted => ({
  ...{ kind: 'lines', lines: [{ lineId, amount: decimal(amount), quantity: null }] },
});

/** What notes, one after another, take back of each line. */
const credited = (invoice: Invoice, ...wanted: readonly Wanted[]): readonly string[] => {
  const notes: CreditedSums[] = [];
  for (const want of wanted) notes.push(creditedSums(invoice, [...notes], want));
  return [...creditedByLine(invoice, notes).values()].map(({ amount }) => settledToWire(amount));
};

describe('what credit notes take back of each line of 100.00 and 20.00', () => {
  const invoice = openOf([{ amount: '100.00' }, { amount: '20.00' }]);

  it.each<[Wanted[], string[], string]>([
    [[full], ['100.00', '20.00'], 'all of it'],
    [[line('line_1', '40.00')], ['40.00', '0.00'], 'the line that it names'],
    [[whole('30.00')], ['25.00', '5.00'], '30 of 120, a quarter of each'],
    [[line('line_1', '60.00'), whole('30.00')], ['80.00', '10.00'], '60, then 30 of 60 that are left, half of each'],
    [[whole('30.00'), full], ['100.00', '20.00'], 'a part, then the rest'],
    [[], ['0.00', '0.00'], 'nothing'],
  ])('%j: %j, %s', (wanted, amounts) => {
    expect(credited(invoice, ...wanted)).toEqual(amounts);
  });

  it('rounded to the cent: 10.00 of three lines of 10.00, a third of each, is 3.33', () => {
    const three = openOf([{ amount: '10.00' }, { amount: '10.00' }, { amount: '10.00' }]);
    expect(credited(three, whole('10.00'))).toEqual(['3.33', '3.33', '3.33']);
  });

  it('two notes of amounts are one: 30.00 and 30.00 of 120.00, half of each', () => {
    expect(credited(invoice, whole('30.00'), whole('30.00'))).toEqual(['50.00', '10.00']);
  });

  it('two notes of one line add up: 40.00 and 20.00', () => {
    expect(credited(invoice, line('line_1', '40.00'), line('line_1', '20.00'))).toEqual(['60.00', '0.00']);
  });

  it('in terms of the lines, tax on top or not: 60.00 of 120.00 is half', () => {
    expect(credited(openOf([{ amount: '100.00' }], { taxes: ['0.2'] }), whole('60.00'))).toEqual(['50.00']);
  });
});

describe('what is left of a line after credit notes has its part of the discounts', () => {
  const off = { discountId: 'dsc_1', couponId: 'OFF', name: 'Off', percent: null, amount: dollars('20.00') };

  it.each([
    ['0.00', '0.00', '100.00', '20.00'],
    ['50.00', '10.00', '50.00', '10.00'],
    ['50.00', '12.50', '50.00', '7.50'],
    ['100.00', '20.00', '0.00', '0.00'],
    ['100.01', '20.00', '0.00', '0.00'],
  ])('100.00, 20.00 off, %s, %s off, taken back: %s, %s off', (taken, takenOff, left, leftOff) => {
    const part = { amount: dollars(taken), discount: dollars(takenOff) };
    const { amount, discounts } = uncredited({ amount: dollars('100.00'), discounts: [off] }, part);
    expect([amount, ...discounts.map((one) => one.amount)].map(settledToWire)).toEqual([left, leftOff]);
  });

  it('rounded to the cent: of 30.00 with 10.00 off, 10.00 taken back leave 20.00 with 6.67 off', () => {
    const line = {
      amount: dollars('30.00'),
      discounts: [
        { ...off, amount: dollars('10.00') },
        { ...off, amount: dollars('0.05') },
      ],
    };
    const { amount, discounts } = uncredited(line, { amount: dollars('10.00'), discount: dollars('3.35') });
    expect([amount, ...discounts.map((one) => one.amount)].map(settledToWire)).toEqual(['20.00', '6.67', '0.03']);
  });

  it('a line of nothing stays', () => {
    expect(
      uncredited({ amount: dollars('0.00'), discounts: [] }, { amount: dollars('0.00'), discount: dollars('0.00') })
        .discounts,
    ).toEqual([]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discountChange, discountedLine } from '../../../../functions/invoice/discount/discount-change.ts';
import type { AppliedDiscount } from '../../../../functions/invoice/totals.ts';
import { couponId, discountId } from '../../../../functions/kernel/ids.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import {
  compare,
  type Money,
  moneyFromWire,
  settledToWire,
  subtract,
  total,
  zero,
} from '../../../../functions/money/money.ts';

const usd = currency('USD');
const dollars = (text: string): Money => moneyFromWire(text, usd);
const taken = (id: string, amount: string, percent: string | null): AppliedDiscount => ({
  ...{ discountId: discountId(id), couponId: couponId(id), name: id, amount: dollars(amount) },
  percent: percent === null ? null : decimal(percent),
});
const change = (line: Parameters<typeof discountChange>[0], before: string, after: string) =>
  discountChange(line, dollars(before), dollars(after)).map(({ discountId: id, amount }) => [
    id,
    settledToWire(amount),
  ]);

/** 268.00 − 20 % = 214.40, − 10.00 = 204.40. */
const billed = { amount: dollars('268.00'), discounts: [taken('LAUNCH', '53.60', '20'), taken('TEN', '10.00', null)] };

describe('late usage is discounted as the line that it changes was', () => {
  it('7.00 more: 20 % of it, 1.40 off; the amount was given already', () => {
    expect(change(billed, '268.00', '275.00')).toEqual([['LAUNCH', '1.40']]);
  });

  it('7.00 less: 1.40 of the discount goes with it, so that 5.60 is given back', () => {
    expect(change(billed, '268.00', '261.00')).toEqual([['LAUNCH', '-1.40']]);
  });

  it('down to nothing: all that was discounted goes, and what was paid, 204.40, is given back', () => {
    expect(change(billed, '268.00', '0.00')).toEqual([
      ['LAUNCH', '-53.60'],
      ['TEN', '-10.00'],
    ]);
  });

  it('an amount stays as far as there is something to take it off: of 10.00, 8.00 are left after 20 %', () => {
    expect(change(billed, '268.00', '10.00')).toEqual([
      ['LAUNCH', '-51.60'],
      ['TEN', '-2.00'],
    ]);
  });

  it('of a line without discounts: nothing', () => {
    expect(change({ amount: dollars('268.00'), discounts: [] }, '268.00', '275.00')).toEqual([]);
  });
});

describe('shares that were rounded together with those of other lines', () => {
  /** 15 % of two lines of 1.10 is 0.33: 0.17 and 0.16. By itself, 15 % of 1.10 is 0.165, rounded to 0.17. */
  const second = { amount: dollars('1.10'), discounts: [taken('LAUNCH', '0.16', '15')] };

  it('are what was taken off: at 2.10, 15 % is 0.32, of which 0.16 were given', () => {
    expect(change(second, '1.10', '2.10')).toEqual([['LAUNCH', '0.16']]);
  });

  it('and come back to that: from 2.10 to 1.10 again, −0.16', () => {
    expect(change(second, '2.10', '1.10')).toEqual([['LAUNCH', '-0.16']]);
  });
});

describe('two discounts of a line have the terms of each', () => {
  const [twenty, fifteen] = [taken('LAUNCH', '53.60', '20'), taken('FIFTEEN', '15.00', null)];
  const line = {
    amount: dollars('268.00'),
    discounts: [
      { discountId: discountId('LAUNCH'), amount: dollars('20.00') },
      { discountId: discountId('FIFTEEN'), amount: dollars('15.00') },
    ],
  };

  it('as they are on the invoice, with the amounts of the line', () => {
    const found = discountedLine({ discounts: [fifteen, twenty] }, line).discounts;
    expect(found.map(({ discountId: id, percent, amount }) => [id, percent === null, settledToWire(amount)])).toEqual([
      ['LAUNCH', false, '20.00'],
      ['FIFTEEN', true, '15.00'],
    ]);
  });

  it('of 100.00 − 20 % − 15.00 = 65.00, 10.00 more costs 8.00: 2.00 off by 20 %, nothing by the amount', () => {
    const hundred = { ...line, amount: dollars('100.00') };
    const billedLine = discountedLine({ discounts: [twenty, fifteen] }, hundred);
    expect(change(billedLine, '100.00', '110.00')).toEqual([['LAUNCH', '2.00']]);
    expect(change(billedLine, '100.00', '15.00')).toEqual([
      ['LAUNCH', '-17.00'],
      ['FIFTEEN', '-3.00'],
    ]);
  });
});

describe('laws', () => {
  const cents = fc.integer({ min: 0, max: 10 ** 6 }).map((value) => dollars((value / 100).toFixed(2)));
  const sum = (parts: readonly AppliedDiscount[]): Money =>
    total(
      parts.map(({ amount }) => amount),
      usd,
    );

  it('however often the line changes, the changes add up to the change from the first to the last amount', () => {
    fc.assert(
      fc.property(fc.array(cents, { minLength: 1, maxLength: 6 }), (amounts) => {
        const steps = [billed.amount, ...amounts];
        const changes = amounts.flatMap((after, index) => discountChange(billed, steps[index] ?? after, after));
        const last = amounts.at(-1) ?? billed.amount;
        expect(settledToWire(sum(changes))).toBe(settledToWire(sum(discountChange(billed, billed.amount, last))));
      }),
    );
  });

  it('a line never costs less than nothing, so that never more is given back than was paid', () => {
    fc.assert(
      fc.property(cents, (after) => {
        const discounted = total([sum(billed.discounts), sum(discountChange(billed, billed.amount, after))], usd);
        expect(compare(subtract(after, discounted), zero(usd))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

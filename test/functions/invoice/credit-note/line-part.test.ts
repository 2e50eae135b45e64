import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CreditedSums } from '../../../../functions/invoice/credit-note/credit-note.ts';
import { creditedSums, type Wanted } from '../../../../functions/invoice/credit-note/credit-sums.ts';
import {
  creditedPart,
  type LinePart,
  noPart,
  notedPart,
  partFor,
  withPart,
} from '../../../../functions/invoice/credit-note/line-part.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { dollars, openOf } from '../issued.ts';

const part = (amount: string, discount: string, gross: string): LinePart => ({
  ...{ amount: dollars(amount), discount: dollars(discount), gross: dollars(gross) },
});
const text = ({ amount, discount, gross }: LinePart) => [amount, discount, gross].map(settledToWire).join(' ');
const line = part('60.00', '10.00', '50.00');

describe('what notes take back of 60.00 less 10.00', () => {
  it.each([
    ['0.00 0.00 0.00', '20.00', '20.00 3.33 16.67'],
    ['20.00 3.33 16.67', '20.00', '20.00 3.34 16.66'],
    ['40.00 6.67 33.33', '20.00', '20.00 3.33 16.67'],
    ['0.00 0.00 0.00', '60.00', '60.00 10.00 50.00'],
  ])('after %s: %s is %s, so that all add up to the line', (before, amount, taken) => {
    const [a = '', d = '', g = ''] = before.split(' ');
    expect(text(creditedPart(line, part(a, d, g), undefined, dollars(amount)))).toBe(taken);
  });

  it('where a later invoice has given back 20.00 and the coupon stayed: two notes of 20.00 are of 15.00 each', () => {
    const came = part('20.00', '0.00', '20.00');
    const first = creditedPart(line, noPart(line), came, dollars('20.00'));
    const second = creditedPart(line, first, came, dollars('20.00'));
    expect([first, second].map(text)).toEqual(['20.00 5.00 15.00', '20.00 5.00 15.00']);
  });

  it('so it is on an invoice, and its lines say so', () => {
    const invoice = openOf([{ amount: '60.00', discount: '10.00' }]);
    const cameBack = new Map([['line_1', part('20.00', '0.00', '20.00')]]);
    const wanted: Wanted = {
      ...{ kind: 'lines', lines: [{ lineId: 'line_1', amount: dollars('20.00').amount, quantity: null }] },
    };
    const notes: CreditedSums[] = [];
    for (const _ of [1, 2]) notes.push(creditedSums(invoice, [...notes], wanted, cameBack));
    expect(notes.map(({ total, lines }) => [total, lines[0]?.discount, lines[0]?.total])).toEqual(
      [1, 2].map(() => [dollars('15.00'), dollars('5.00'), dollars('15.00')]),
    );
  });

  it('more than its worth came back: what is left of its amount is worth nothing', () => {
    expect(text(creditedPart(line, noPart(line), part('40.00', '0.00', '50.00'), dollars('20.00')))).toBe(
      '20.00 10.00 0.00',
    );
  });
});

it('notes from before their lines said what they are worth took their part of the line: 30.00 of 60.00 are 25.00', () => {
  const old = { amount: dollars('15.00'), discount: null, total: null };
  expect(text(notedPart(line, [old, old]))).toBe('30.00 5.00 25.00');
  expect(text(notedPart(line, [old, { ...old, discount: dollars('1.00'), total: dollars('14.00') }]))).toBe(
    '30.00 3.50 26.50',
  );
});

it('of a line of nothing, a part is nothing', () => {
  expect(text(partFor(part('0.00', '0.00', '0.00'), dollars('1.00')))).toBe('0.00 0.00 0.00');
});

it('law: in parts of any size, notes and what came back add up to the line', () => {
  const cents = fc.integer({ min: 1, max: 100_000 });
  const ofAll = fc.integer({ min: 0, max: 100 });
  fc.assert(
    fc.property(
      cents,
      ofAll,
      ofAll,
      fc.option(ofAll),
      fc.array(cents, { maxLength: 5 }),
      (all, off, tax, back, wanted) => {
        const whole = part(`${all / 100}`, `${Math.floor((all * off) / 100) / 100}`, '0');
        const net = Math.floor((all * (100 - off)) / 100);
        const sold = { ...whole, gross: dollars(`${Math.floor((net * (100 + tax)) / 100) / 100}`) };
        const came = back === null ? undefined : partFor(sold, dollars(`${Math.floor((all * back) / 100) / 100}`));
        let noted = noPart(sold);
        let left = all - (came === undefined ? 0 : Number(came.amount.amount.times(100).toFixed(0)));
        for (const want of [...wanted, left]) {
          const amount = Math.min(want, left);
          if (amount === 0) continue;
          noted = withPart(noted, creditedPart(sold, noted, came, dollars(`${amount / 100}`)));
          left -= amount;
        }
        if (left === 0 && wanted.length > 0) expect(text(withPart(noted, came ?? noPart(sold)))).toBe(text(sold));
      },
    ),
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CreditedSums } from '../../../../functions/invoice/credit-note/credit-note.ts';
import { creditedSums, type Wanted } from '../../../../functions/invoice/credit-note/credit-sums.ts';
import type { Invoice } from '../../../../functions/invoice/invoice.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { add, type Money, settledToWire, total } from '../../../../functions/money/money.ts';
import { openOf, usd } from '../issued.ts';

const full: Wanted = { kind: 'full' };
const amount = (text: string): Wanted => ({ kind: 'amount', amount: decimal(text) });
const lines = (...wanted: readonly { lineId: string; amount?: string; quantity?: string }[]): Wanted => ({
  kind: 'lines',
  lines: wanted.map((line) => ({
    lineId: line.lineId,
    amount: line.amount === undefined ? null : decimal(line.amount),
    quantity: line.quantity === undefined ? null : decimal(line.quantity),
  })),
});

/** Each note in turn. */
const notes = (invoice: Invoice, ...wanted: readonly Wanted[]): readonly CreditedSums[] => {
  const all: CreditedSums[] = [];
  for (const want of wanted) all.push(creditedSums(invoice, [...all], want));
  return all;
};
/** `subtotal + tax (each) = total` */
const shown = ({ subtotal, taxes, total: sum }: CreditedSums): string =>
  `${settledToWire(subtotal)} + ${taxes.map((tax) => settledToWire(tax.amount)).join(' + ')} = ${settledToWire(sum)}`;
const lastOf = (all: readonly CreditedSums[]): CreditedSums => all.at(-1) ?? expect.fail('no note');
const refusal = (code: string, pointer: string) =>
  expect.objectContaining({ code, mistakes: [expect.objectContaining({ pointer })] });

describe('a full credit note mirrors the invoice to the cent', () => {
  it('lines, taxes and total: 10.10 + 0.51 + 1.01 = 11.62', () => {
    const invoice = openOf([{ amount: '7.00' }, { amount: '3.10' }], { taxes: ['0.05', '0.09975'] });
    const note = creditedSums(invoice, [], full);
    expect(shown(note)).toBe('10.10 + 0.51 + 1.01 = 11.62');
    expect(note.lines.map((line) => [line.lineId, settledToWire(line.amount)])).toEqual([
      ['line_1', '7.00'],
      ['line_2', '3.10'],
    ]);
  });

  it('lines below zero too: 100.00 - 30.00 = 70.00', () => {
    const note = creditedSums(openOf([{ amount: '100.00' }, { amount: '-30.00' }]), [], full);
    expect(note.lines.map((line) => settledToWire(line.amount))).toEqual(['100.00', '-30.00']);
    expect(settledToWire(note.total)).toBe('70.00');
  });

  it('takes what earlier notes have left', () => {
    const invoice = openOf([{ amount: '100.00' }], { taxes: ['0.19'] });
    expect(notes(invoice, amount('50.00'), full).map(shown)).toEqual(['42.02 + 7.98 = 50.00', '57.98 + 11.02 = 69.00']);
  });

  it('names no lines after a note of an amount: of them more is left than of the invoice', () => {
    const invoice = openOf([{ amount: '100.00' }, { amount: '20.00' }]);
    expect(lastOf(notes(invoice, amount('30.00'), full)).lines).toEqual([]);
    expect(lastOf(notes(invoice, lines({ lineId: 'line_1', amount: '10.00' }), amount('30.00'), full)).lines).toEqual(
      [],
    );
  });

  it('of lines that earlier notes are of, just the rest', () => {
    const invoice = openOf([{ amount: '100.00' }, { amount: '20.00' }]);
    const note = lastOf(notes(invoice, lines({ lineId: 'line_1' }, { lineId: 'line_2', amount: '5.00' }), full));
    expect(note.lines).toMatchObject([{ lineId: 'line_2', quantity: null }]);
    expect(settledToWire(note.total)).toBe('15.00');
  });

  it.each([
    [openOf([{ amount: '0.00' }]), [full]],
    [openOf([{ amount: '-5.00' }]), [full]],
    [openOf([{ amount: '5.00' }]), [full, full]],
  ])('nothing left: refused', (invoice, wanted) => {
    expect(() => notes(invoice, ...wanted)).toThrow(refusal('credit_note_empty', '/full'));
  });
});

describe('a credit note by amount has its share of each tax', () => {
  it('59.50 of 119.00 with 19 %: 50.00 + 9.50', () => {
    const invoice = openOf([{ amount: '100.00' }], { taxes: ['0.19'] });
    expect(shown(creditedSums(invoice, [], amount('59.50')))).toBe('50.00 + 9.50 = 59.50');
  });

  it('the last note takes the rest: three of 33.33, 33.33 and 33.34 of 100.00 take back 15.97 of tax', () => {
    const invoice = openOf([{ amount: '84.03' }], { taxes: ['0.19'] });
    const taxes = notes(invoice, amount('33.33'), amount('33.33'), full).map(({ tax }) => settledToWire(tax));
    expect(taxes).toEqual(['5.32', '5.32', '5.33']);
  });

  it.each([
    ['119.01', 'credit_exceeds_invoice'],
    ['0', 'amount_not_positive'],
    ['-1', 'amount_not_positive'],
    ['0.001', 'amount_not_settled'],
  ])('%s: %s', (text, code) => {
    const invoice = openOf([{ amount: '100.00' }], { taxes: ['0.19'] });
    expect(() => creditedSums(invoice, [], amount(text))).toThrow(refusal(code, '/amount'));
  });

  it('all notes together are never more than the invoice', () => {
    const invoice = openOf([{ amount: '100.00' }]);
    expect(() => notes(invoice, amount('60.00'), amount('40.01'))).toThrow(
      refusal('credit_exceeds_invoice', '/amount'),
    );
  });
});

describe('a credit note by line is in the terms of the line', () => {
  const invoice = openOf(
    [{ amount: '100.00', quantity: '3' }, { amount: '50.00', discount: '10.00' }, { amount: '0.00' }],
    {
      taxes: ['0.19'],
    },
  );

  it.each([
    [lines({ lineId: 'line_1', amount: '10.00' }), '10.00 + 1.90 = 11.90', 'tax comes on top'],
    [lines({ lineId: 'line_2' }), '40.00 + 7.60 = 47.60', 'what the coupon took off is not given back'],
    [lines({ lineId: 'line_2', amount: '25.00' }), '20.00 + 3.80 = 23.80', 'half of a line, half of its coupon'],
    [lines({ lineId: 'line_1', quantity: '1.5' }), '50.00 + 9.50 = 59.50', 'half of the quantity'],
    [lines({ lineId: 'line_1' }, { lineId: 'line_2' }), '140.00 + 26.60 = 166.60', 'all of it'],
  ])('%j: %s, %s', (wanted, sums) => expect(shown(creditedSums(invoice, [], wanted))).toBe(sums));

  it('unit by unit: 33.33 + 33.34 + 33.33 = 100.00', () => {
    const one = lines({ lineId: 'line_1', quantity: '1' });
    const each = notes(openOf([{ amount: '100.00', quantity: '3' }]), one, one, one);
    expect(each.map((note) => settledToWire(note.total))).toEqual(['33.33', '33.34', '33.33']);
  });

  it.each([
    [[lines({ lineId: 'line_9' })], 'unknown_line', '/lines/0/lineId'],
    [[lines({ lineId: 'line_1' }, { lineId: 'line_1' })], 'duplicate_line', '/lines/1/lineId'],
    [[lines({ lineId: 'line_1', amount: '100.01' })], 'credit_exceeds_line', '/lines/0/amount'],
    [[lines({ lineId: 'line_1', amount: '0' })], 'amount_not_positive', '/lines/0/amount'],
    [[lines({ lineId: 'line_1', amount: '0.001' })], 'amount_not_settled', '/lines/0/amount'],
    [[lines({ lineId: 'line_1', quantity: '3.1' })], 'credit_exceeds_line', '/lines/0/quantity'],
    [[lines({ lineId: 'line_1', quantity: '0' })], 'quantity_not_positive', '/lines/0/quantity'],
    [[lines({ lineId: 'line_3' })], 'credit_exceeds_line', '/lines/0/lineId'],
    [[lines({ lineId: 'line_1' }), lines({ lineId: 'line_1' })], 'credit_exceeds_line', '/lines/0/lineId'],
    [[amount('100.00'), lines({ lineId: 'line_1' })], 'credit_exceeds_invoice', '/lines'],
  ])('%j: %s at %s', (wanted, code, pointer) => {
    expect(() => notes(invoice, ...wanted)).toThrow(refusal(code, pointer));
  });

  it('of a line of 100.00 beside one of -30.00, only what the invoice is', () => {
    const mixed = openOf([{ amount: '100.00' }, { amount: '-30.00' }]);
    expect(() => creditedSums(mixed, [], lines({ lineId: 'line_1' }))).toThrow(
      refusal('credit_exceeds_invoice', '/lines'),
    );
  });

  it('two lines with 1.75 % of tax, each rounded with the one before it: 1.00 and 2.00 with a total of 3.05 are 1.02 and 2.03', () => {
    const uneven = openOf([{ amount: '1.00' }, { amount: '2.00' }], { taxes: ['0.0175'] });
    expect(settledToWire(uneven.total)).toBe('3.05');
    const each = notes(uneven, lines({ lineId: 'line_1' }), lines({ lineId: 'line_2' }));
    expect(each.map((note) => settledToWire(note.total))).toEqual(['1.02', '2.03']);
  });

  it('a part of 10.00 for three units: one unit is 3.33, and is settled', () => {
    const three = openOf([{ amount: '10.00', quantity: '3' }]);
    const [line] = creditedSums(three, [], lines({ lineId: 'line_1', quantity: '1' })).lines;
    expect(line && settledToWire(line.amount)).toBe('3.33');
  });

  it('units of a line of nothing, and lines of an invoice whose lines come to nothing, are refused', () => {
    const ofNothing = lines({ lineId: 'line_3', quantity: '1' });
    const beside = lines({ lineId: 'line_1' }, { lineId: 'line_3', quantity: '1' });
    expect(shown(creditedSums(invoice, [], beside))).toBe('100.00 + 19.00 = 119.00');
    expect(() => creditedSums(invoice, [], ofNothing)).toThrow(refusal('credit_note_empty', '/lines'));
    const netsToZero = openOf([{ amount: '10.00' }, { amount: '-10.00' }]);
    expect(() => creditedSums(netsToZero, [], lines({ lineId: 'line_1' }))).toThrow(
      refusal('credit_exceeds_invoice', '/lines'),
    );
    const free = openOf([{ amount: '10.00', discount: '10.00' }]);
    expect(() => creditedSums(free, [], lines({ lineId: 'line_1' }))).toThrow(refusal('credit_note_empty', '/lines'));
  });

  it('a part that comes to nothing is refused', () => {
    const free = openOf([{ amount: '10.00', discount: '10.00' }, { amount: '5.00' }]);
    expect(() => creditedSums(free, [], lines({ lineId: 'line_1' }))).toThrow(refusal('credit_note_empty', '/lines'));
  });
});

const cents = (value: number, of = usd): string =>
  settledToWire({ amount: decimal(String(value)).div(of === usd ? 100 : 1), currency: of });
const amounts = fc.array(
  fc.record({ amount: fc.integer({ min: 1, max: 100_000 }), quantity: fc.integer({ min: 1, max: 50 }) }),
  {
    minLength: 1,
    maxLength: 5,
  },
);
const rates = fc.subarray(['0.19', '0.05', '0.09975', '0.0825'], { maxLength: 3 });

describe('laws', () => {
  const same = (a: Money, b: Money) => expect(settledToWire(a)).toBe(settledToWire(b));

  it.each(['USD', 'JPY'])(
    '%s: whatever notes come before, a full one leaves nothing of the total and of no tax',
    (code) => {
      const of = currency(code);
      const parts = fc.array(fc.integer({ min: 1, max: 50_000 }), { maxLength: 8 });
      fc.assert(
        fc.property(amounts, rates, parts, (sold, taxes, steps) => {
          const invoice = openOf(
            sold.map((line) => ({ amount: cents(line.amount, of), quantity: String(line.quantity) })),
            { taxes, of },
          );
          let all: readonly CreditedSums[] = [];
          for (const step of steps) {
            try {
              all = [...all, creditedSums(invoice, all, amount(cents(step, of)))];
            } catch (error) {
              expect(error).toMatchObject({ code: 'credit_exceeds_invoice' });
            }
          }
          const left = total(
            all.map((note) => note.total),
            of,
          );
          if (settledToWire(left) !== settledToWire(invoice.total)) all = [...all, creditedSums(invoice, all, full)];
          same(
            total(
              all.map((note) => note.total),
              of,
            ),
            invoice.total,
          );
          for (const [index, tax] of invoice.taxes.entries()) {
            const shares = all.map((note) => note.taxes[index]?.amount ?? expect.fail('a tax is missing'));
            expect(shares.every(({ amount: share }) => !share.isNegative())).toBe(true);
            same(total(shares, of), tax.amount);
          }
          for (const note of all) same(add(note.subtotal, note.tax), note.total);
        }),
      );
    },
  );

  it('line by line, in any order and in parts, notes add up to the total and to each tax', () => {
    fc.assert(
      fc.property(amounts, rates, fc.infiniteStream(fc.integer({ min: 1, max: 4 })), (sold, taxes, splits) => {
        const invoice = openOf(
          sold.map((line) => ({ amount: cents(line.amount), quantity: String(line.quantity) })),
          { taxes },
        );
        let all: readonly CreditedSums[] = [];
        const credit = (wanted: Wanted) => {
          try {
            all = [...all, creditedSums(invoice, all, wanted)];
          } catch (error) {
            expect(error).toMatchObject({ code: expect.stringMatching(/^credit_(note_empty|exceeds_line)$/) });
          }
        };
        for (const [index, { quantity }] of sold.entries()) {
          const lineId = `line_${index + 1}`;
          const parts = splits.next().value ?? 1;
          for (let part = 1; part < parts; part += 1) credit(lines({ lineId, quantity: plain(quantity / parts) }));
          credit(lines({ lineId }));
        }
        same(
          total(
            all.map((note) => note.total),
            usd,
          ),
          invoice.total,
        );
        same(
          total(
            all.map((note) => note.tax),
            usd,
          ),
          invoice.tax,
        );
      }),
    );
  });
});

const plain = (quantity: number): string => quantity.toFixed(3);

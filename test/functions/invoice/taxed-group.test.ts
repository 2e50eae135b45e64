import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CreditedSums } from '../../../functions/invoice/credit-note/credit-note.ts';
import { creditedSums, type Wanted } from '../../../functions/invoice/credit-note/credit-sums.ts';
import type { Invoice } from '../../../functions/invoice/invoice.ts';
import { taxedGroups } from '../../../functions/invoice/taxed-group.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { type Money, settledToWire, total } from '../../../functions/money/money.ts';
import { draftOf, groupedOf, usd } from './issued.ts';

const full: Wanted = { kind: 'full' };
const amount = (text: string): Wanted => ({ kind: 'amount', amount: decimal(text) });
const line = (lineId: string, part: string | null = null): Wanted => ({
  kind: 'lines',
  lines: [{ lineId, amount: part === null ? null : decimal(part), quantity: null }],
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

describe('the groups of an invoice that are taxed alike', () => {
  it('have their lines, and lines that name none are in the first', () => {
    const invoice = groupedOf(
      { sold: [{ amount: '50.00' }], taxes: ['0.16'] },
      { sold: [{ amount: '1.00' }], taxes: [] },
    );
    expect(taxedGroups(invoice).map(({ lines, isInclusive }) => [lines.map(({ id }) => id), isInclusive])).toEqual([
      [['line_1'], false],
      [['line_2'], false],
    ]);
    expect(taxedGroups(draftOf([{ amount: '1.00' }, { amount: '2.00' }])).map(({ lines }) => lines.length)).toEqual([
      2,
    ]);
  });
});

describe('of an invoice that is taxed in several ways, each line is given back with its own tax', () => {
  /** 50.00 + 8.00, and 100.00 + 19.00: 177.00 */
  const rising = groupedOf(
    { sold: [{ amount: '50.00' }], taxes: ['0.16'] },
    { sold: [{ amount: '60.00' }, { amount: '40.00' }], taxes: ['0.19'] },
  );
  /** 100.00 + 20.00, and −50.00 without tax: 70.00 */
  const falling = groupedOf(
    { sold: [{ amount: '100.00' }], taxes: ['0.2'] },
    { sold: [{ amount: '-50.00' }], taxes: [] },
  );
  const groupsOf = ({ taxGroups }: CreditedSums) =>
    taxGroups.map(({ taxBase, tax }) => `${settledToWire(taxBase)} + ${settledToWire(tax)}`);

  it.each<readonly [Invoice, Wanted, string, readonly string[], string]>([
    [rising, line('line_1'), '50.00 + 8.00 = 58.00', ['50.00 + 8.00', '0.00 + 0.00'], 'a line'],
    [rising, line('line_3', '10.00'), '10.00 + 1.90 = 11.90', ['0.00 + 0.00', '10.00 + 1.90'], 'a part'],
    [rising, full, '150.00 + 8.00 + 19.00 = 177.00', ['50.00 + 8.00', '100.00 + 19.00'], 'all of it'],
    [rising, amount('88.50'), '75.00 + 4.00 + 9.50 = 88.50', ['25.00 + 4.00', '50.00 + 9.50'], 'half of each'],
    [rising, amount('0.01'), '0.01 + 0.00 = 0.01', ['0.00 + 0.00', '0.01 + 0.00'], 'a cent is of the larger'],
    [
      falling,
      amount('35.00'),
      '25.00 + 10.00 = 35.00',
      ['50.00 + 10.00', '-25.00 + 0.00'],
      'half of 120.00 and of −50.00',
    ],
    [falling, full, '50.00 + 20.00 = 70.00', ['100.00 + 20.00', '-50.00 + 0.00'], 'all of it'],
  ])('%#', (invoice, wanted, sums, groups, _why) => {
    const note = creditedSums(invoice, [], wanted);
    expect([shown(note), groupsOf(note)]).toEqual([sums, groups]);
  });

  it('and an amount is of what is left of each: 18.93 of 58.00 and 31.07 of 95.20 are 50.00 of 153.20', () => {
    const all = notes(rising, line('line_2', '20.00'), amount('50.00'), full);
    expect(all.map(groupsOf)).toEqual([
      ['0.00 + 0.00', '20.00 + 3.80'],
      ['16.32 + 2.61', '26.11 + 4.96'],
      ['33.68 + 5.39', '53.89 + 10.24'],
    ]);
  });

  it('the note tells of what it takes back alone', () => {
    const note = creditedSums(rising, [], line('line_1'));
    expect(note).toMatchObject({ taxTreatment: 'taxed', taxes: [{ name: 'Tax 1' }] });
  });
});

describe('laws', () => {
  const cents = (value: number): string => settledToWire({ amount: decimal(String(value)).div(100), currency: usd });
  const rates = fc.subarray(['0.19', '0.05', '0.09975', '0.0825'], { maxLength: 3 });
  const same = (a: Money, b: Money) => expect(settledToWire(a)).toBe(settledToWire(b));

  it('of any groups: whatever notes come before, a full one leaves nothing of any group and of no tax', () => {
    const someCents = (min: number) => fc.integer({ min, max: 100_000 }).map((value) => ({ amount: cents(value) }));
    const group = fc.record({ sold: fc.array(someCents(-50_000), { minLength: 1, maxLength: 3 }), taxes: rates });
    const steps = fc.array(fc.integer({ min: 1, max: 50_000 }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(group, { minLength: 1, maxLength: 3 }), steps, (groups, parts) => {
        const invoice = groupedOf({ sold: [{ amount: '10000.00' }], taxes: ['0.19'] }, ...groups);
        let all: readonly CreditedSums[] = [];
        for (const step of parts) {
          const [whole, own] = [amount(cents(step)), line(`line_${1 + (step % 3)}`)];
          try {
            all = [...all, creditedSums(invoice, all, step % 2 === 0 ? whole : own)];
          } catch (error) {
            expect(error).toMatchObject({ code: expect.stringMatching(/^credit_|unknown_line/) });
          }
        }
        const sumOf = (of: readonly Money[]) => total(of, usd);
        const left = sumOf(all.map((note) => note.total));
        if (left.amount.lessThan(invoice.total.amount)) all = [...all, creditedSums(invoice, all, full)];
        else if (!left.amount.equals(invoice.total.amount)) throw new TypeError('more than the invoice');
        else return;
        for (const [place, one] of invoice.taxGroups.entries()) {
          const taken = all.flatMap(({ taxGroups }) => taxGroups[place] ?? []);
          for (const of of ['taxBase', 'tax', 'total'] as const) same(sumOf(taken.map((part) => part[of])), one[of]);
        }
      }),
    );
  });
});

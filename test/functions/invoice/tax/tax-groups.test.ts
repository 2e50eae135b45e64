import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriedFrom, type LineTax, undecidedAt } from '../../../../functions/invoice/tax/line-tax.ts';
import { applyTax, type TaxDecision, untaxed } from '../../../../functions/invoice/tax/tax.ts';
import type { TaxablePart } from '../../../../functions/invoice/tax/tax-engine.ts';
import { groupsOf, type LineToTax, partsOf } from '../../../../functions/invoice/tax/tax-groups.ts';
import { invoiceId } from '../../../../functions/kernel/ids.ts';
import { type Instant, parseInstant } from '../../../../functions/kernel/instant.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { add, type Money, moneyFromWire, settledToWire, total } from '../../../../functions/money/money.ts';
import { rate, taxed } from '../tax-rates.ts';

const eur = currency('EUR');
const september = parseInstant('2026-09-30T23:59:59.999Z');
const october = parseInstant('2026-10-01T00:00:00Z');
const original = { invoiceId: invoiceId('inv_1'), lineId: 'line_1' };

const old = taxed([rate('VAT', '16', { region: null })]);
const recent = taxed([{ ...rate('VAT', '19'), order: 1 }]);
const reversed: TaxDecision = {
  treatment: 'reverse_charge',
  rates: [],
  pricesIncludeTax: false,
  note: 'Reverse charge',
};

const line = (id: string, amount: string, tax: LineTax): LineToTax => ({
  ...{ id, chargeId: 'fee', description: 'Fee', amount: moneyFromWire(amount, eur), tax },
});
const carrying = (decision: TaxDecision) => carriedFrom(original, { ...undecidedAt(september), decision });
const deciding =
  (at: (time: Instant) => TaxDecision) =>
  ({ at: time, amount }: TaxablePart) => ({ at: time, decision: at(time), taxed: applyTax(amount, at(time)) });
const byTime = deciding((time) => (time < october ? old : recent));

const taxedLines = (lines: readonly LineToTax[], answer = byTime) =>
  groupsOf(lines, partsOf(lines, october, eur).map(answer), eur);
const shown = (lines: readonly LineToTax[], answer = byTime) => {
  const { invoice, byLine } = taxedLines(lines, answer);
  return {
    groups: invoice.taxGroups.map(({ taxBase, tax }) => `${settledToWire(taxBase)} + ${settledToWire(tax)}`),
    lines: lines.map(({ id }) => byLine.get(id)?.group),
    treatment: invoice.taxTreatment,
    total: settledToWire(invoice.total),
  };
};

describe('lines that are taxed alike are one group, and each tax is rounded once a group', () => {
  it.each<readonly [string, readonly LineToTax[], object]>([
    [
      'two times, two rates: 50.00 at 16 % and 100.00 at 19 % are 177.00',
      [line('a', '50.00', undecidedAt(september)), line('b', '100.00', undecidedAt(october))],
      { groups: ['50.00 + 8.00', '100.00 + 19.00'], lines: [0, 1], treatment: 'taxed', total: '177.00' },
    ],
    [
      'two times, one rate: 0.03 three times are 0.09, of which 0.0171 → 0.02 are tax',
      ['a', 'b', 'c'].map((id, day) => line(id, '0.03', undecidedAt(parseInstant(`2026-10-0${day + 1}T00:00:00Z`)))),
      { groups: ['0.09 + 0.02'], lines: [0, 0, 0], treatment: 'taxed', total: '0.11' },
    ],
    [
      'what carries the rate of today is with the lines of today',
      [line('a', '0.03', undecidedAt(october)), line('b', '0.06', carrying(recent))],
      { groups: ['0.09 + 0.02'], lines: [0, 0], treatment: 'taxed', total: '0.11' },
    ],
    [
      'a group below zero: −50.00 are −8.00, beside 80.00 in reverse charge',
      [line('a', '-50.00', carrying(old)), line('b', '80.00', carrying(reversed))],
      { groups: ['-50.00 + -8.00', '80.00 + 0.00'], lines: [0, 1], treatment: 'mixed', total: '22.00' },
    ],
    [
      'a line of nothing makes no group beside others',
      [line('a', '0.00', undecidedAt(september)), line('b', '10.00', undecidedAt(october))],
      { groups: ['10.00 + 1.90'], lines: [null, 0], treatment: 'taxed', total: '11.90' },
    ],
    [
      'but what comes to nothing together does: 5.00 − 5.00',
      [
        line('a', '5.00', undecidedAt(september)),
        line('b', '-5.00', undecidedAt(september)),
        line('c', '10.00', undecidedAt(october)),
      ],
      { groups: ['0.00 + 0.00', '10.00 + 1.90'], lines: [0, 0, 1], treatment: 'taxed', total: '11.90' },
    ],
    [
      'only lines of nothing: the first says how',
      [line('a', '0.00', undecidedAt(september)), line('b', '0.00', undecidedAt(october))],
      { groups: ['0.00 + 0.00'], lines: [0, null], treatment: 'taxed', total: '0.00' },
    ],
    ['no lines at all', [], { groups: ['0.00 + 0.00'], lines: [], treatment: 'taxed', total: '0.00' }],
  ])('%s', (_, lines, expected) => expect(shown(lines)).toEqual(expected));

  it('prices with and without tax are two groups: 119.00 are 100.00 + 19.00, beside 100.00 + 19.00', () => {
    const lines = [
      line('a', '119.00', carrying({ ...recent, pricesIncludeTax: true })),
      line('b', '100.00', carrying(recent)),
    ];
    expect(shown(lines)).toMatchObject({ groups: ['100.00 + 19.00', '100.00 + 19.00'], total: '238.00' });
  });

  it('every note is there once', () => {
    const lines = [
      line('a', '1.00', carrying(reversed)),
      line('b', '2.00', carrying(recent)),
      line('c', '3.00', carrying(reversed)),
    ];
    expect(taxedLines(lines).invoice.taxNote).toBe('Reverse charge');
  });

  it('nothing is decided again that a line carries, and all else once for each time', () => {
    const lines = [
      line('a', '1.00', carrying(old)),
      line('b', '2.00', undecidedAt(october)),
      line('c', '3.00', undecidedAt(october)),
    ];
    expect(partsOf(lines, september, eur).map(({ at, amount }) => [at, settledToWire(amount)])).toEqual([
      [october, '5.00'],
    ]);
  });

  it('an engine that answers for all lines together is taken at its word', () => {
    const lines = [line('a', '1.00', undecidedAt(october)), line('b', '2.00', undecidedAt(september))];
    const answer = ({ at, amount }: TaxablePart) => ({ at, decision: null, taxed: untaxed(amount) });
    const { byLine, invoice } = groupsOf(lines, partsOf(lines, october, eur).map(answer), eur);
    expect([...byLine.values()].map(({ decision, group }) => [decision, group])).toEqual([
      [null, 0],
      [null, 1],
    ]);
    expect(settledToWire(invoice.total)).toBe('3.00');
  });
});

describe('laws', () => {
  const amounts = fc.integer({ min: -100_000, max: 100_000 }).map((cents) => (cents / 100).toFixed(2));
  const decisions = fc.constantFrom(
    ...[old, recent, reversed, { ...recent, pricesIncludeTax: true }],
    taxed([rate('GST', '5'), rate('QST', '9.975', { compound: true })]),
  );
  const someLines = fc
    .array(fc.tuple(amounts, decisions), { maxLength: 12 })
    .map((of) => of.map(([amount, decision], at) => line(`line_${at + 1}`, amount, carrying(decision))));
  const same = (a: Money, b: Money) => expect(settledToWire(a)).toBe(settledToWire(b));
  const sumOf = (of: readonly Money[]) => total(of, eur);

  it('the groups add up to the invoice, and tax base and tax to the total', () => {
    fc.assert(
      fc.property(someLines, (lines) => {
        const { invoice } = taxedLines(lines);
        for (const of of ['taxBase', 'tax', 'total'] as const)
          same(sumOf(invoice.taxGroups.map((group) => group[of])), invoice[of]);
        for (const group of [invoice, ...invoice.taxGroups]) same(add(group.taxBase, group.tax), group.total);
        same(sumOf(invoice.taxes.map(({ amount }) => amount)), invoice.tax);
      }),
    );
  });

  it('every line that is of something has a group, whatever the order of the lines', () => {
    fc.assert(
      fc.property(someLines, (lines) => {
        const { byLine, invoice } = taxedLines(lines);
        const ofSomething = lines.filter(({ amount }) => !amount.amount.isZero());
        for (const { id } of ofSomething) expect(invoice.taxGroups[byLine.get(id)?.group ?? -1]).toBeDefined();
        same(taxedLines(lines.toReversed()).invoice.total, invoice.total);
      }),
    );
  });

  it('an invoice whose lines are all taxed alike is taxed as one amount', () => {
    fc.assert(
      fc.property(fc.array(amounts, { minLength: 1, maxLength: 12 }), decisions, (of, decision) => {
        const lines = of.map((amount, at) =>
          line(
            `line_${at + 1}`,
            amount,
            at % 2 === 0 ? carrying(decision) : undecidedAt(at % 3 === 0 ? september : october),
          ),
        );
        const { taxGroups, ...invoice } = taxedLines(
          lines,
          deciding(() => decision),
        ).invoice;
        expect(invoice).toEqual(applyTax(sumOf(lines.map(({ amount }) => amount)), decision));
        expect(taxGroups).toHaveLength(1);
      }),
    );
  });
});

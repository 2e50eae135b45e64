import { describe, expect, it } from 'vitest';
import { creditedSums } from '../../../functions/invoice/credit-note/credit-sums.ts';
import { sharesByLine } from '../../../functions/invoice/line-shares.ts';
import { givenBackOn } from '../../../functions/invoice/standing/lowering.ts';
import type { TaxDecision } from '../../../functions/invoice/tax/tax.ts';
import { invoiceId } from '../../../functions/kernel/ids.ts';
import { settledToWire } from '../../../functions/money/money.ts';
import { dollars, groupedOf, type Sold } from './issued.ts';

const taxed = (fraction: string, ...sold: readonly Sold[]) => {
  const invoice = groupedOf({ sold, taxes: [fraction] });
  const rates = invoice.taxes.map(({ base: _, amount: __, ...rate }) => rate);
  const decision: TaxDecision = { treatment: 'taxed', rates, pricesIncludeTax: false, note: null };
  return {
    ...invoice,
    lines: invoice.lines.map((line) => ({ ...line, tax: line.tax === null ? null : { ...line.tax, decision } })),
  };
};
const back = (invoice: ReturnType<typeof taxed>) =>
  [...givenBackOn(invoice, ({ id }) => (id === 'line_2' ? invoiceId('inv_e') : undefined)).values()].map(settledToWire);

describe('the share of a line is what it is with its own tax, whatever it comes to with the others', () => {
  it.each([
    ['0.10', ['50', '-50'], ['55.00', '-55.00'], '0.00'],
    ['0.19', ['50', '-49.97'], ['59.50', '-59.46'], '0.04'],
    ['0.19', ['100', '50'], ['119.00', '59.50'], '178.50'],
    ['0.055', ['-0.15', '-0.15'], ['-0.16', '-0.16'], '-0.32'],
  ])('with %s of tax, %j are %j, together %s', (fraction, amounts, shares, whole) => {
    const invoice = taxed(fraction, ...amounts.map((amount) => ({ amount })));
    expect([...sharesByLine(invoice).values()].map(settledToWire)).toEqual(shares);
    expect(settledToWire(invoice.total)).toBe(whole);
  });

  it('an invoice is lowered by as much', () => {
    expect(back(taxed('0.10', { amount: '50' }, { amount: '-50' }))).toEqual(['55.00']);
    expect(back(taxed('0.19', { amount: '50' }, { amount: '-49.97' }))).toEqual(['59.46']);
  });

  it('a note of a line takes back its tax: of 60.00, of which 7.00 came back, 58.30 with 5.30 at 10 %', () => {
    const invoice = taxed('0.10', { amount: '60' }, { amount: '7' }, { amount: '-67' });
    const of = { invoiceId: invoiceId('inv_0'), number: null, lineId: 'line_1' };
    const lines = invoice.lines.map((line) =>
      line.id === 'line_3' ? { ...line, kind: 'credit' as const, adjusts: null, givesBack: of } : line,
    );
    const came = new Map([['line_1', { amount: dollars('7'), discount: dollars('0'), gross: dollars('7.70') }]]);
    const wanted = { kind: 'lines' as const, lines: [{ lineId: 'line_1', amount: null, quantity: null }] };
    const { subtotal, tax, total } = creditedSums({ ...invoice, lines }, [], wanted, came);
    expect([subtotal, tax, total].map(settledToWire)).toEqual(['53.00', '5.30', '58.30']);
  });
});

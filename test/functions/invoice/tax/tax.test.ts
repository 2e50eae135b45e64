import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyTax, type Taxed } from '../../../../functions/invoice/tax/tax.ts';
import { type Currency, currencies, currency, minorUnits } from '../../../../functions/money/currency.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';
import {
  add,
  isSettled,
  money,
  multiply,
  negate,
  settle,
  settledToWire,
  total,
} from '../../../../functions/money/money.ts';
import { decimalText } from '../../money/arbitraries.ts';
import { rate, taxed } from '../tax-rates.ts';

const of = (amount: string, code = 'EUR') => money(decimal(amount), currency(code));

const sums = ({ taxBase, taxes, tax, total }: Taxed) => ({
  taxBase: settledToWire(taxBase),
  taxes: taxes.map(({ name, base, amount }) => `${name} on ${settledToWire(base)}: ${settledToWire(amount)}`),
  tax: settledToWire(tax),
  total: settledToWire(total),
});

const vat = rate('VAT', '19');
const gst = rate('GST', '5', { country: 'CA' });
const qst = rate('QST', '9.975', { country: 'CA', region: 'QC' });
/** Quebec until 2012: the provincial tax was reckoned on the price and the federal one. */
const oldQst = rate('QST', '9.5', { country: 'CA', region: 'QC', compound: true });

describe('prices without tax: taxes come on top, each rounded once', () => {
  it.each([
    ['268.00', 'EUR', [vat], '268.00', ['VAT on 268.00: 50.92'], '318.92', '268.00 × 0.19 = 50.92'],
    ['100.00', 'CAD', [gst, qst], '100.00', ['GST on 100.00: 5.00', 'QST on 100.00: 9.98'], '114.98', '9.975 → 9.98'],
    ['100.00', 'CAD', [gst, oldQst], '100.00', ['GST on 100.00: 5.00', 'QST on 105.00: 9.98'], '114.98', '105 × 0.095'],
    ['1000', 'JPY', [rate('消費税', '10')], '1000', ['消費税 on 1000: 100'], '1100', 'no minor unit'],
    ['15', 'JPY', [rate('消費税', '10')], '15', ['消費税 on 15: 2'], '17', '1.5 → 2'],
    ['1.000', 'KWD', [rate('VAT', '5')], '1.000', ['VAT on 1.000: 0.050'], '1.050', 'three digits'],
    ['0.00', 'EUR', [vat], '0.00', ['VAT on 0.00: 0.00'], '0.00', 'nothing of nothing'],
    ['10.00', 'EUR', [rate('VAT', '0')], '10.00', ['VAT on 10.00: 0.00'], '10.00', 'zero-rated'],
    ['10.00', 'EUR', [rate('VAT', '100')], '10.00', ['VAT on 10.00: 10.00'], '20.00', 'the highest'],
    ['-268.00', 'EUR', [vat], '-268.00', ['VAT on -268.00: -50.92'], '-318.92', 'a credit mirrors the charge'],
  ])('%s %s', (amount, code, rates, taxBase, taxes, whole, _sum) => {
    expect(sums(applyTax(of(amount, code), taxed(rates)))).toMatchObject({ taxBase, taxes, total: whole });
  });

  it('three compound ones, each on all before it: 100 → 10 → 11 → 12.10', () => {
    const rates = ['A', 'B', 'C'].map((name) => rate(name, '10', { compound: true }));
    expect(sums(applyTax(of('100.00'), taxed(rates)))).toEqual({
      taxBase: '100.00',
      taxes: ['A on 100.00: 10.00', 'B on 110.00: 11.00', 'C on 121.00: 12.10'],
      tax: '33.10',
      total: '133.10',
    });
  });

  it('it is rounded once an invoice: three lines of 0.03 are taxed as 0.09, 0.0171 → 0.02, and not three times 0.01', () => {
    expect(sums(applyTax(of('0.09'), taxed([vat]))).tax).toBe('0.02');
    expect(settledToWire(settle(multiply(of('0.03'), decimal('0.19'))))).toBe('0.01');
  });

  it('says which rate it was, so that the invoice stands when the table has changed', () => {
    const [first] = applyTax(of('10.00', 'CAD'), taxed([qst])).taxes;
    expect(first).toMatchObject({ rateId: qst.id, name: 'QST', country: 'CA', region: 'QC', compound: false });
    expect(plain(first?.fraction ?? decimal('0'))).toBe('0.09975');
  });
});

describe('prices with tax: the amount is the total, and what the taxes leave of it the tax base', () => {
  it.each([
    ['119.00', 'EUR', [vat], '100.00', ['VAT on 100.00: 19.00'], '119 ÷ 1.19'],
    ['114.98', 'CAD', [gst, qst], '100.00', ['GST on 100.00: 5.00', 'QST on 100.00: 9.98'], '114.98 ÷ 1.14975'],
    ['114.98', 'CAD', [gst, oldQst], '100.00', ['GST on 100.00: 5.00', 'QST on 105.00: 9.98'], '÷ 1.05 × 1.095'],
    ['100.00', 'EUR', [vat], '84.03', ['VAT on 84.03: 15.97'], '84.0336… + 15.9663…'],
    ['0.01', 'EUR', [vat], '0.01', ['VAT on 0.01: 0.00'], 'a cent has no tax'],
    ['1100', 'JPY', [rate('消費税', '10')], '1000', ['消費税 on 1000: 100'], '1100 ÷ 1.1'],
    ['-119.00', 'EUR', [vat], '-100.00', ['VAT on -100.00: -19.00'], 'a credit mirrors the charge'],
  ])('%s %s', (amount, code, rates, taxBase, taxes, _sum) => {
    expect(sums(applyTax(of(amount, code), taxed(rates, true)))).toMatchObject({ taxBase, taxes, total: amount });
  });
});

describe('without a tax the amount is tax base and total, whether prices include one or not', () => {
  it.each(['exempt', 'reverse_charge', 'no_rate'] as const)('%s', (treatment) => {
    for (const pricesIncludeTax of [false, true]) {
      const result = applyTax(of('119.00'), { treatment, rates: [], pricesIncludeTax, note: 'why' });
      expect(sums(result)).toEqual({ taxBase: '119.00', taxes: [], tax: '0.00', total: '119.00' });
      expect(result).toMatchObject({ taxTreatment: treatment, taxNote: 'why' });
    }
  });
});

describe('laws of tax', () => {
  const percent = fc
    .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 999_999 }))
    .map(([whole, part]) => (whole === 100 ? '100' : `${whole}.${String(part).padStart(6, '0')}`));
  const rates = fc.array(
    fc.tuple(percent, fc.boolean()).map(([value, compound]) => rate('T', value, { compound })),
    { maxLength: 5 },
  );
  const amount = fc
    .tuple(decimalText(), fc.constantFrom(...currencies()))
    .map(([text, code]: [string, Currency]) => settle(money(decimal(text), code)));

  it('tax base and taxes add up to the total, to the minor unit, and the amount is the one or the other', () => {
    fc.assert(
      fc.property(amount, rates, fc.boolean(), (whole, list, included) => {
        const { taxBase, taxes, tax, total: sum } = applyTax(whole, taxed(list, included));
        expect([taxBase, tax, sum, ...taxes.map((one) => one.amount)].every(isSettled)).toBe(true);
        expect(
          total(
            taxes.map((one) => one.amount),
            whole.currency,
          ),
        ).toEqual(tax);
        expect(add(taxBase, tax)).toEqual(sum);
        expect(included ? sum : taxBase).toEqual(whole);
      }),
    );
  });

  it('a credit is taxed as the charge is, with the other sign', () => {
    fc.assert(
      fc.property(amount, rates, fc.boolean(), (whole, list, included) => {
        const there = applyTax(whole, taxed(list, included));
        const back = applyTax(negate(whole), taxed(list, included));
        expect(back.taxes.map((one) => one.amount)).toEqual(there.taxes.map((one) => negate(one.amount)));
        expect(back.total).toEqual(negate(there.total));
      }),
    );
  });

  it('where prices exclude tax, each tax is its base times its fraction, rounded', () => {
    fc.assert(
      fc.property(amount, rates, (whole, list) => {
        for (const { base, fraction, amount: tax } of applyTax(whole, taxed(list)).taxes) {
          expect(tax).toEqual(settle(multiply(base, fraction)));
        }
      }),
    );
  });

  it('what is put on top comes out again as the same total, and a tax base at most a minor unit a tax away', () => {
    fc.assert(
      fc.property(amount, rates, (net, list) => {
        const gross = applyTax(net, taxed(list)).total;
        const back = applyTax(gross, taxed(list, true));
        const unit = decimal('1').div(decimal('10').pow(minorUnits(net.currency)));
        const off = back.taxBase.amount.minus(net.amount).abs();
        expect(off.lessThanOrEqualTo(unit.times(list.length))).toBe(true);
      }),
    );
  });
});

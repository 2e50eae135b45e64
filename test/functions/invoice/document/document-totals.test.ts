import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creditGrantId } from '../../../../functions/invoice/credit/credit-grant.ts';
import { formatsOf } from '../../../../functions/invoice/document/document-format.ts';
import { textsOf } from '../../../../functions/invoice/document/document-languages.ts';
import { localeOf } from '../../../../functions/invoice/document/document-locale.ts';
import { totalRows } from '../../../../functions/invoice/document/document-totals.ts';
import type { Totals } from '../../../../functions/invoice/totals.ts';
import { decimal, sum } from '../../../../functions/money/decimal.ts';
import { add, type Money, negate, subtract, total } from '../../../../functions/money/money.ts';
import { amountOf, feeLine, minutesLine, plainTotals, taxedAt, usd } from '../document-sources.ts';

const locale = localeOf('en');
const writing = { texts: textsOf('en'), formats: formatsOf({ locale, timeZone: 'UTC', currency: usd }) };
const rowsFor = (totals: Totals) => totalRows({ totals, outcome: { ...totals, kind: 'due' } }, writing);
const rowsOf = (totals: Totals) =>
  rowsFor(totals).map(({ label, value, note }) => `${label} ${value}${note === null ? '' : ` (${note})`}`);

const coupon = (amount: Money) => ({ discountId: 'dsc_1', couponId: 'AUTUMN', name: 'Autumn', percent: null, amount });

describe('from the subtotal to the amount due', () => {
  it('268.00 − 26.80 = 241.20, + 19 % = 287.03, − 10.00 from the account = 277.03', () => {
    const before = plainTotals([minutesLine]);
    const taxBase = amountOf('241.20');
    const taxed = taxedAt('VAT', '0.19', { ...before, discounts: [coupon(amountOf('26.80'))], taxBase });
    const totals = {
      ...taxed,
      balanceBefore: amountOf('10.00'),
      amountDue: amountOf('277.03'),
      amountRemaining: amountOf('277.03'),
    };
    expect(rowsOf(totals)).toEqual([
      'Subtotal $268.00',
      'Discount: Autumn -$26.80',
      'Taxable amount $241.20',
      'VAT 19% $45.83',
      'Total $287.03',
      'Paid from account balance -$10.00 (balance before $10.00, after $0.00)',
      'Amount due $277.03',
    ]);
  });

  it('− 44.00 and 10.00 on the account: 54.00 are on it then', () => {
    const totals = plainTotals([feeLine('line_1', '-44.00')]);
    const nothing = amountOf('0');
    const balance = { balanceBefore: amountOf('10.00'), balanceAfter: amountOf('54.00') };
    expect(rowsOf({ ...totals, ...balance, amountDue: nothing, amountRemaining: nothing }).slice(-3)).toEqual([
      'Total -$44.00',
      'Added to account balance $44.00 (balance before $10.00, after $54.00)',
      'Amount due $0.00',
    ]);
  });

  it('where prices include tax, the tax base is said: 100.00 = 84.03 + 15.97', () => {
    const before = plainTotals([feeLine('line_1', '100.00')]);
    const taxed = taxedAt('VAT', '0.19', { ...before, taxBase: amountOf('84.03') });
    expect(rowsOf(taxed)).toEqual([
      ...['Subtotal $100.00', 'Taxable amount $84.03', 'VAT 19% $15.97', 'Total $100.00', 'Amount due $100.00'],
    ]);
  });

  it('what has come in, what credit notes took off, and what remains: 268.00 − 18.00 − 100.00 = 150.00', () => {
    const totals = plainTotals([minutesLine]);
    const standing = { amountPaid: amountOf('100.00'), amountRemaining: amountOf('150.00') };
    expect(rowsOf({ ...totals, ...standing }).slice(-4)).toEqual([
      ...['Amount due $268.00', 'Credit notes and later invoices -$18.00', 'Paid -$100.00', 'Still to be paid $150.00'],
    ]);
  });

  it('of a credit note: 119.00 is taken back, 100.00 of it off the invoice, 19.00 were paid already', () => {
    const totals = taxedAt('VAT', '0.19', plainTotals([feeLine('line_1', '100.00')]));
    const outcome = { kind: 'credited', toInvoice: amountOf('100.00'), toBalance: amountOf('19.00') } as const;
    expect(totalRows({ totals, outcome }, writing).map(({ label, value }) => `${label} ${value}`)).toEqual([
      'Subtotal $100.00',
      'VAT 19% $19.00',
      'Total $119.00',
      'Taken off the invoice $100.00',
      'Added to account balance $19.00',
    ]);
  });

  it('law: the rows between two sums lead from one to the other', () => {
    const cents = fc
      .integer({ min: 0, max: 99_999 })
      .map((value) => amountOf(decimal(String(value)).div(100).toFixed(2)));
    fc.assert(
      fc.property(cents, cents, cents, cents, cents, (fee, discount, credit, balanceBefore, balanceAfter) => {
        const before = plainTotals([feeLine('line_1', fee.amount.toFixed(2))]);
        const taxed = taxedAt('VAT', '0.19', {
          ...before,
          discounts: [coupon(discount)],
          taxBase: subtract(before.subtotal, discount),
        });
        const used = [negate(credit), subtract(balanceAfter, balanceBefore)];
        const amountDue = add(taxed.total, total(used, usd));
        const totals = {
          ...taxed,
          ...{ balanceBefore, balanceAfter, amountDue, amountRemaining: amountDue },
          credits: [{ grantId: creditGrantId('grant_1'), name: 'Start', amount: credit }],
        };
        const rows = rowsFor(totals);
        const amounts = rows.map(({ value }) => decimal(value.replaceAll(/[$,]/g, '')));
        const at = (label: string) => rows.findIndex((row) => row.label === label);
        const whole = amounts[at('Total')];
        const base = at('Taxable amount');
        const first = amounts.slice(0, at('Total')).filter((_, index) => index !== base);
        expect(sum(first).equals(whole ?? 0)).toBe(true);
        expect(sum(amounts.slice(at('Total'), -1)).equals(amounts.at(-1) ?? 0)).toBe(true);
      }),
    );
  });
});

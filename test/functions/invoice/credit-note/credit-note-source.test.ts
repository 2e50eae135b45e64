import { describe, expect, it } from 'vitest';
import {
  type CreditedSums,
  type CreditNote,
  creditNoteId,
  creditNoteOf,
} from '../../../../functions/invoice/credit-note/credit-note.ts';
import { creditNoteSource } from '../../../../functions/invoice/credit-note/credit-note-source.ts';
import { localeOf } from '../../../../functions/invoice/document/document-locale.ts';
import { invoiceDocument } from '../../../../functions/invoice/document/invoice-document.ts';
import type { IssuedInvoice } from '../../../../functions/invoice/invoice.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { zero } from '../../../../functions/money/money.ts';
import { dollars, draftOf } from '../issued.ts';
import { seller } from '../transcoding.ts';

const at = parseInstant('2026-11-10T00:00:00Z');
const making = {
  id: creditNoteId('cn_1'),
  number: 'CN-000001',
  reason: 'Outage of 3 October',
  issuedAt: at,
  createdAt: at,
};
const plain: IssuedInvoice = {
  ...draftOf([{ amount: '100.00', quantity: '4' }], { taxes: ['0.19'] }),
  ...{ status: 'open', number: 'INV-000001', issuedAt: at },
};
const gross = dollars('100.00');
const vat = plain.taxes[0];

const sums = (lines: CreditedSums['lines'], net: string, tax: string, total: string): CreditedSums => {
  const taxes = vat === undefined ? [] : [{ ...vat, base: dollars(net), amount: dollars(tax) }];
  const group = { taxes, tax: dollars(tax), total: dollars(total), taxTreatment: 'taxed', taxNote: null } as const;
  return { ...group, lines, subtotal: dollars(net), taxGroups: [{ ...group, taxBase: dollars(net) }] };
};
const rowsOf = (note: CreditNote, of = plain) => {
  const document = invoiceDocument(creditNoteSource(note, of, seller), {
    locale: localeOf('en'),
    baseUrl: 'https://x/v1',
  });
  return [
    ...document.sections.flatMap(({ lines }) => lines.map(({ description, amount }) => `${description} ${amount}`)),
    ...document.totals.map(({ label, value }) => `${label} ${value}`),
  ];
};

describe('what is told of a credit note', () => {
  it('a line, its tax, and what becomes of both: 25.00 + 4.75 = 29.75', () => {
    const line = {
      lineId: 'line_1',
      description: 'Usage',
      quantity: null,
      amount: dollars('25.00'),
      discount: null,
      total: null,
    };
    expect(rowsOf(creditNoteOf(plain, sums([line], '25.00', '4.75', '29.75'), making))).toEqual([
      'Usage 25.00',
      'Subtotal $25.00',
      expect.stringMatching(/19% \$4\.75$/),
      'Total $29.75',
      'Taken off the invoice $29.75',
    ]);
  });

  it('an amount of the whole stands for its reason', () => {
    expect(rowsOf(creditNoteOf(plain, sums([], '10.00', '1.90', '11.90'), making)).slice(0, 2)).toEqual([
      'Outage of 3 October 10.00',
      'Subtotal $10.00',
    ]);
  });

  it('what coupons took off is not taken back: 100.00 − 10.00 = 90.00, + 17.10 = 107.10', () => {
    const discount = dollars('10.00');
    const coupon = { discountId: 'd', couponId: 'c', name: 'Autumn', percent: null, amount: discount };
    const invoice = { ...plain, discounts: [coupon], discount, taxBase: dollars('90.00') };
    const line = { lineId: 'line_1', description: 'Usage', quantity: null, amount: gross, discount: null, total: null };
    expect(
      rowsOf(creditNoteOf(invoice, sums([line], '90.00', '17.10', '107.10'), making), invoice).slice(0, 5),
    ).toEqual([
      'Usage 100.00',
      'Subtotal $100.00',
      'Discount: Autumn -$10.00',
      'Taxable amount $90.00',
      expect.stringMatching(/19% \$17\.10$/),
    ]);
  });

  it('where prices include tax, so do its lines: 100.00 = 84.03 + 15.97', () => {
    const sum = { taxBase: dollars('84.03'), tax: dollars('15.97'), total: gross };
    const taxGroups = plain.taxGroups.map((group) => ({ ...group, ...sum }));
    const invoice = { ...plain, ...sum, taxGroups };
    const line = { lineId: 'line_1', description: 'Usage', quantity: null, amount: gross, discount: null, total: null };
    expect(
      rowsOf(creditNoteOf(invoice, sums([line], '84.03', '15.97', '100.00'), making), invoice).slice(0, 5),
    ).toEqual([
      'Usage 100.00',
      'Subtotal $100.00',
      'Taxable amount $84.03',
      expect.stringMatching(/19% \$15\.97$/),
      'Total $100.00',
    ]);
  });

  it('what was paid already is added to the balance', () => {
    const paid = { ...plain, amountRemaining: zero(plain.currency) };
    expect(rowsOf(creditNoteOf(paid, sums([], '10.00', '1.90', '11.90'), making)).at(-1)).toBe(
      'Added to account balance $11.90',
    );
  });
});

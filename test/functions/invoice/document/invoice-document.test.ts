import { describe, expect, it } from 'vitest';
import { localeOf } from '../../../../functions/invoice/document/document-locale.ts';
import type { DocumentSource } from '../../../../functions/invoice/document/document-source.ts';
import { invoiceDocument } from '../../../../functions/invoice/document/invoice-document.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { currency } from '../../../../functions/money/currency.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import {
  amountOf,
  feeLine,
  minutesLine,
  plainTotals,
  sourceWith,
  taxedAt,
  units,
  usageLine,
} from '../document-sources.ts';

const baseUrl = 'https://api.example.com/v1';
const documentOf = (source: DocumentSource, locale = 'en') =>
  invoiceDocument(source, { locale: localeOf(locale), baseUrl });
const eur = currency('EUR');
/** Spaces of any width, for the eye the same. */
const plainSpaces = (text: string) => text.replaceAll(/\s/gu, ' ');
const firstLine = (source: DocumentSource, locale = 'en') => documentOf(source, locale).sections[0]?.lines[0];

describe('who sells, who buys, and what for', () => {
  it('addresses in the order of the country’s post, tax ids, and the facts', () => {
    const document = documentOf(sourceWith([minutesLine], { dueAt: parseInstant('2026-11-15T00:00:00Z') }));
    expect(document.seller).toEqual({
      name: 'Example Inc.',
      lines: ['500 Market Street', 'San Francisco, CA 94105', 'billing@example.com', 'Tax ID: US12-3456789'],
    });
    expect(document.buyer).toEqual({
      heading: 'Billed to',
      name: 'Clip & Sons',
      lines: ['1 Reel St', 'Springfield, IL 12345', 'United States', 'billing@clip.example'],
    });
    expect(document.facts.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Number: INV-000042',
      'Issue date: November 1, 2026',
      'Due date: November 15, 2026',
      'Billing period: October 1, 2026 – October 31, 2026',
      'Plan: Transcoding, version 3',
      'Customer: cust_8821',
      'Amount due: $268.00',
    ]);
  });

  it.each([
    ['DE', 'de', ['Reel St 1', '12345 Springfield', 'Deutschland']],
    ['GB', 'en', ['Reel St 1', 'Springfield', '12345', 'United Kingdom']],
    ['JP', 'ja', ['〒12345 Springfield', 'Reel St 1', '日本']],
  ])('an address in %s', (country, locale, lines) => {
    const address = {
      line1: 'Reel St 1',
      line2: null,
      city: 'Springfield',
      postalCode: '12345',
      region: null,
      country,
    };
    const source = sourceWith([minutesLine]);
    const buyer = { ...source.buyer, address, email: null, taxIds: ['DE129273398'] };
    expect(documentOf({ ...source, buyer }, locale).buyer.lines.slice(0, -1)).toEqual(lines);
  });

  it('fees at a subscription’s start are for no closed period: each line says its own', () => {
    const source = sourceWith([feeLine('line_1', '20.00')], { period: null });
    expect(documentOf(source).facts.map(({ label }) => label)).not.toContain('Billing period');
    expect(firstLine(source)?.notes).toEqual(['October 1, 2026 – October 31, 2026']);
  });
});

describe('what has become of it', () => {
  const at = parseInstant('2026-11-05T00:00:00Z');

  it.each([
    ['draft', { status: 'draft' }, 'Draft invoice', 'Draft', 'DRAFT'],
    ['open', { status: 'open' }, 'Invoice INV-000042', 'Open', null],
    ['paid', { status: 'paid', at }, 'Invoice INV-000042', 'Paid on November 5, 2026', null],
    ['uncollectible', { status: 'uncollectible' }, 'Invoice INV-000042', 'Unpaid', null],
    ['void', { status: 'void', at }, 'Invoice INV-000042', 'Void', 'VOID'],
    ['skipped', { status: 'skipped' }, 'Statement', 'Nothing to pay', null],
  ] as const)('%s', (status, state, title, text, watermark) => {
    const number = status === 'draft' || status === 'skipped' ? null : 'INV-000042';
    const document = documentOf(sourceWith([minutesLine], { state, number }));
    expect([document.title, document.status.text, document.watermark]).toEqual([title, text, watermark]);
    expect(document.fileName).toBe(number ?? 'inv_1');
  });

  it('names the invoices that it stands in for, and that stand in for it', () => {
    const state = { status: 'void', at } as const;
    const document = documentOf(sourceWith([minutesLine], { state, replaces: 'INV-000040', replacedBy: 'INV-000043' }));
    expect(document.notices).toEqual([
      'This invoice was voided on November 5, 2026. Nothing is to be paid for it.',
      'Replaces invoice INV-000040.',
      'Replaced by invoice INV-000043.',
    ]);
  });

  it('a credit note names the invoice that it corrects, why, and how much it takes back', () => {
    const amount = amountOf('20.00');
    const source = sourceWith([feeLine('line_1', '20.00', { quantity: null })], {
      ...{ kind: 'credit_note', number: 'CN-000001', state: { status: 'issued' }, period: null, plan: null },
      ...{ corrects: 'INV-000042', reason: 'Outage of 3 October' },
      outcome: { kind: 'credited', toInvoice: amount, toBalance: amountOf('0') },
    });
    const document = documentOf(source);
    expect([document.title, document.status.text, ...document.notices]).toEqual([
      ...['Credit note CN-000001', 'Issued', 'Corrects invoice INV-000042.'],
    ]);
    expect(document.facts.map(({ label, value }) => `${label}: ${value}`)).toEqual([
      'Number: CN-000001',
      'Issue date: November 1, 2026',
      'Customer: cust_8821',
      'Reason: Outage of 3 October',
      'Credited amount: $20.00',
    ]);
    expect(document.sections[0]?.lines[0]).toMatchObject({ quantity: '', amount: '20.00' });
    expect(document.totals.map(({ label }) => label).slice(-2)).toEqual(['Total', 'Taken off the invoice']);
  });
});

describe('a line', () => {
  it('at one price says it itself; at several, has a row for each', () => {
    expect(firstLine(sourceWith([usageLine('line_1', [units('0', '500', '0.02')])]))).toMatchObject({
      ...{ quantity: '500', unitPrice: '0.02', amount: '10.00', brackets: [] },
      evidence: { url: `${baseUrl}/invoices/inv_1/lines/line_1/events?format=csv` },
    });
    expect(firstLine(sourceWith([minutesLine]))?.brackets.map(({ text, amount }) => `${text}: ${amount}`)).toEqual([
      ...['first 1,000: 100.00', 'above 1,000 to 3,400: 168.00'],
    ]);
  });

  it('says what is included, a fee of a tier, packages, a minimum and a maximum', () => {
    const line = usageLine('line_1', [
      units('0', '100', '0', { kind: 'included' }),
      units('100', '400', '0.10', { flatAmount: decimal('5') }),
      units('500', '3', '2', { kind: 'package' }),
      units('500', '0', '0', { kind: 'minimum', flatAmount: decimal('4') }),
      units('500', '0', '0', { kind: 'maximum', flatAmount: decimal('-10') }),
    ]);
    const rows = firstLine(sourceWith([line]))?.brackets;
    expect(rows?.map(({ text, quantity, unitPrice, amount }) => [text, quantity, unitPrice, amount])).toEqual([
      ['included', '100', '0.00', '0.00'],
      ['above 100 to 500, with a fee of 5.00', '400', '0.10', '45.00'],
      ['packages', '3', '2.00', '6.00'],
      ['up to the minimum charge', '', '', '4.00'],
      ['down to the maximum charge', '', '', '-10.00'],
    ]);
  });

  it('has the brackets of a group under its name, and what is of no group under all others', () => {
    const group = (value: string) => ({ group: { property: 'resolution', value } });
    const line = usageLine('line_1', [
      units('0', '100', '2', group('4K')),
      units('100', '50', '1', group('4K')),
      units('0', '10', '1', group('HD')),
      units('0', '20', '0.5'),
      units('0', '0', '0', { kind: 'minimum', flatAmount: decimal('9') }),
    ]);
    expect(firstLine(sourceWith([line]))?.brackets.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      ...['group resolution: 4K', 'grouped first 100', 'grouped above 100 to 150'],
      ...['group resolution: HD', 'grouped first 10'],
      ...['group resolution: all others', 'grouped first 20'],
      'bracket up to the minimum charge',
    ]);
  });

  it('has a share of an amount in percent: 2.9 % of 1,000.00 and 40 × 0.30 = 41.00', () => {
    const line = usageLine('line_1', [
      units('0', '1000', '0.029', { kind: 'percentage' }),
      units('1000', '40', '0.30', { kind: 'event_fee' }),
    ]);
    const rows = firstLine(sourceWith([line]))?.brackets;
    expect(rows?.map(({ text, quantity, unitPrice, amount }) => [text, quantity, unitPrice, amount])).toEqual([
      ['share of the amount', '1,000.00', '2.9%', '29.00'],
      ['fee for each event', '40', '0.30', '12.00'],
    ]);
  });

  it.each([
    ['rounded from $3.8535', usageLine('line_1', [units('0', '1101', '0.0035')])],
    [
      'prorated: 1,209,600 of 2,678,400 seconds',
      feeLine('line_1', '9.03', { proration: { numerator: 1209600, denominator: 2678400 } }),
    ],
    [
      'unused rest given back: 86,400 of 2,678,400 seconds',
      feeLine('line_1', '-0.65', { kind: 'credit', proration: { numerator: -86400, denominator: 2678400 } }),
    ],
    ['discount of $2.00, taken off below', feeLine('line_1', '20.00', { discount: amountOf('2.00') })],
  ])('says of itself: %s', (note, line) => expect(firstLine(sourceWith([line]))?.notes).toEqual([note]));

  it('of late usage names the invoice and both sums: 275.00 − 268.00 = 7.00', () => {
    const adjusts = {
      number: 'INV-000041',
      before: { quantity: decimal('3400'), amount: amountOf('268.00') },
      after: { quantity: decimal('3500'), amount: amountOf('275.00') },
    };
    const period = { start: parseInstant('2026-09-01T00:00:00Z'), end: parseInstant('2026-10-01T00:00:00Z') };
    const line = usageLine('line_1', [units('3400', '100', '0.07')], { kind: 'adjustment', adjusts, period });
    expect(firstLine(sourceWith([line]))).toMatchObject({
      amount: '7.00',
      notes: [
        'September 1, 2026 – September 30, 2026',
        'adjusts invoice INV-000041: arrived after it was closed',
        'billed before: 3,400 for 268.00; with it: 3,500 for 275.00',
      ],
    });
  });

  it('of a minimum commitment is named in the reader’s language', () => {
    const line = feeLine('line_1', '32.00', { kind: 'minimum', description: 'Minimum commitment' });
    expect(firstLine(sourceWith([line]), 'de')?.description).toBe('Mindestumsatz');
  });
});

describe('tax', () => {
  it('by rate: name, percentage, base and amount', () => {
    const line = feeLine('line_1', '100.00', {}, eur);
    const totals = taxedAt('USt.', '0.19', plainTotals([line], eur));
    const document = documentOf(sourceWith([line], { currency: eur, totals }), 'de');
    expect(document.taxSummary?.rows.map((row) => Object.values(row).map(plainSpaces))).toEqual([
      ['USt.', '19 %', '100,00 €', '19,00 €'],
    ]);
    expect(document.totals.map(({ label, value }) => plainSpaces(`${label} ${value}`))).toContain('USt. 19 % 19,00 €');
  });

  it.each([
    ['reverse_charge', null, 'Reverse charge: the recipient of the service accounts for the tax.'],
    ['reverse_charge', 'Autoliquidation, art. 283-2 du CGI', 'Autoliquidation, art. 283-2 du CGI'],
    ['exempt', null, 'Exempt from tax.'],
  ] as const)('%s, %j: says why there is none', (taxTreatment, taxNote, note) => {
    const plain = plainTotals([minutesLine]);
    const totals = { ...plain, taxGroups: plain.taxGroups.map((group) => ({ ...group, taxTreatment, taxNote })) };
    expect(documentOf(sourceWith([minutesLine], { totals })).notes).toEqual([note]);
  });

  it('taxed in several ways: a row for each rate and for what has none, and each note once', () => {
    const amounts = (taxBase: string, tax: string) => ({
      taxBase: amountOf(taxBase),
      tax: amountOf(tax),
      total: amountOf(taxBase),
    });
    const reversed = { ...amounts('80.00', '0.00'), taxes: [], taxTreatment: 'reverse_charge' as const, taxNote: null };
    const plain = taxedAt('VAT', '0.2', plainTotals([feeLine('line_1', '-50.00')]));
    const taxGroups = [...plain.taxGroups, reversed, reversed];
    const document = documentOf(sourceWith([minutesLine], { totals: { ...plain, taxGroups } }));
    expect(document.taxSummary?.rows.map((row) => Object.values(row))).toEqual([
      ['VAT', '20%', '-$50.00', '-$10.00'],
      ['Reverse charge', '', '$80.00', '$0.00'],
      ['Reverse charge', '', '$80.00', '$0.00'],
    ]);
    expect(document.notes).toEqual(['Reverse charge: the recipient of the service accounts for the tax.']);
  });

  it('then comes what else the seller has to say', () => {
    const source = sourceWith([minutesLine]);
    const seller = { ...source.seller, legalText: 'Register A 1\nBoard: B' };
    expect(documentOf({ ...source, seller }).notes).toEqual(['Register A 1', 'Board: B']);
  });
});

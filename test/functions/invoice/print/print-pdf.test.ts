import { describe, expect, it } from 'vitest';
import { creditGrantId } from '../../../../functions/invoice/credit/credit-grant.ts';
import { localeOf } from '../../../../functions/invoice/document/document-locale.ts';
import type { DocumentSource } from '../../../../functions/invoice/document/document-source.ts';
import { invoiceDocument } from '../../../../functions/invoice/document/invoice-document.ts';
import { printPdf } from '../../../../functions/invoice/print/print-pdf.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { zero } from '../../../../functions/money/money.ts';
import {
  amountOf,
  longSource,
  minutesLine,
  plainTotals,
  sourceWith,
  units,
  usageLine,
  usd,
} from '../document-sources.ts';
import { fonts, type ReadPage, readPdf } from '../pdf-reader.ts';

const folder = fonts();
const baseUrl = 'https://api.example.com/v1';
const print = (source: DocumentSource, locale = 'en') =>
  printPdf(invoiceDocument(source, { locale: localeOf(locale), baseUrl }), folder);
const read = async (source: DocumentSource, locale = 'en') => readPdf(await print(source, locale));
const rowsOf = (pages: readonly ReadPage[]) => pages.flatMap(({ rows }) => rows);

const head = 'Description | Quantity | Unit price | Amount';
/** Points from the left: A4 less the margin. */
const rightEdge = 595.28 - 42;

describe('an invoice as PDF', () => {
  it('says what it is, in which language, and when it was issued, not printed', async () => {
    const bytes = await print(sourceWith([minutesLine]), 'de-AT');
    expect(Buffer.from(bytes).subarray(0, 8).toString()).toBe('%PDF-1.7');
    expect((await readPdf(bytes)).info).toMatchObject({
      ...{ Title: 'Rechnung INV-000042', Author: 'Example Inc.', Language: 'de-AT' },
      CreationDate: 'D:20261101010200Z',
    });
  });

  it('is the same bytes each time, whatever was printed between', async () => {
    const source = sourceWith([minutesLine]);
    const first = await print(source);
    await print(sourceWith([minutesLine], { number: 'INV-000043' }), 'ja');
    expect(Buffer.compare(first, await print(source))).toBe(0);
  });

  it('shows each bracket: 1,000 × 0.10 + 2,400 × 0.07 = $268.00', async () => {
    const { pages } = await read(sourceWith([minutesLine]));
    const rows = rowsOf(pages);
    expect(rows).toEqual(
      expect.arrayContaining([
        head,
        'Transcoded minutes | 3,400 | 268.00',
        'first 1,000 | 1,000 | 0.10 | 100.00',
        'above 1,000 to 3,400 | 2,400 | 0.07 | 168.00',
        'Total | $268.00',
        'Amount due | $268.00',
      ]),
    );
    expect([...new Set(pages[0]?.links)]).toEqual([`${baseUrl}/invoices/inv_1/lines/line_1/events?format=csv`]);
  });

  it('aligns amounts to the right edge, and the other figures to the heads of their columns', async () => {
    const { pages } = await read(sourceWith([minutesLine]));
    const pieces = pages.flatMap((page) => page.pieces);
    const right = (text: string) => pieces.filter((piece) => piece.text === text).map((piece) => piece.right);
    for (const amount of ['268.00', '100.00', '168.00', '$268.00']) {
      for (const edge of right(amount)) expect(edge).toBeCloseTo(rightEdge, 1);
    }
    expect(right('2,400')[0]).toBeCloseTo(right('Quantity')[0] ?? 0, 1);
    expect(right('0.07')[0]).toBeCloseTo(right('Unit price')[0] ?? 0, 1);
  });

  it.each([
    ['en', 'Page 1 of 1', 'Invoice INV-000042'],
    ['de', 'Seite 1 von 1', 'Rechnung INV-000042'],
    ['fr', 'Page 1 sur 1', 'Facture INV-000042'],
    ['ja', '1 / 1 ページ', '請求書 INV-000042'],
  ])('%s: has the letters of every name', async (locale, page, title) => {
    const name = 'Łukasz Őrült, Ørsted & Ђорђе Ωμέγα · 髙﨑クリップ株式会社 №1 ₹ € → ①';
    const source = sourceWith([minutesLine]);
    const { pages } = await read({ ...source, buyer: { ...source.buyer, name } }, locale);
    const left = pages.flatMap(({ pieces }) => pieces.filter((piece) => piece.left < 290));
    const text = [...left.map((piece) => piece.text), ...(pages[0]?.foot ?? [])].join('').replaceAll(/[\s|]/g, '');
    expect(text).toContain(name.replaceAll(/\s/g, ''));
    expect(text).toContain(page.replaceAll(/\s/g, ''));
    expect(text).toContain(title.replaceAll(/\s/g, ''));
  });

  it.each([
    ['DRAFT', { status: 'draft' }],
    ['VOID', { status: 'void', at: parseInstant('2026-11-05T00:00:00Z') }],
  ] as const)('is marked across the page where nothing is to be paid: %s', async (mark, state) => {
    const texts = (await read(sourceWith([minutesLine], { state }))).pages.flatMap(({ pieces }) => pieces);
    expect(texts.map(({ text }) => text)).toContain(mark);
  });
});

describe('200 lines on pages', async () => {
  const { pages } = await read(longSource());
  const rows = rowsOf(pages);

  it('repeats the head of the table, the seller and the number, and counts the pages', () => {
    for (const [index, page] of pages.entries()) {
      expect(page.rows).toContain(head);
      expect(page.foot.at(0)).toMatch(new RegExp(`^Amounts in USD.* \\| Page ${index + 1} of ${pages.length}$`));
      if (index > 0) expect(page.rows[0]).toBe('Example Inc. | Invoice INV-000042');
    }
  });

  it('has each line and each bracket once', () => {
    const lines = rows.filter((row) => row.startsWith('Service '));
    expect(lines.map((row) => row.split(':')[0])).toEqual(Array.from({ length: 200 }, (_, at) => `Service ${at + 1}`));
    const brackets = longSource().sections.flatMap(({ lines: of }) => of.map(({ breakdown }) => breakdown.length));
    const shown = brackets.filter((count) => count > 1).reduce((sum, count) => sum + count, 0);
    expect(rows.filter((row) => /^(first|above) /.test(row))).toHaveLength(shown);
  });

  it('tears no line from its brackets, but for one that has ninety: of that, three stay on either side', () => {
    const bodies = pages.map(({ rows: of }) => of.slice(of.indexOf(head) + 1));
    const isBracket = (row = '') => /^(first|above) /.test(row);
    const tears = bodies.flatMap((body, at) =>
      isBracket(body[0]) ? [{ before: bodies[at - 1] ?? [], after: body }] : [],
    );
    expect(tears.length).toBeLessThanOrEqual(2);
    for (const { before, after } of tears) {
      expect([...before.slice(-3), ...after.slice(0, 3)].map(isBracket)).toEqual(Array(6).fill(true));
    }
  });

  it('keeps the totals together', () => {
    const last = pages.at(-1)?.rows ?? [];
    expect(
      last.filter((row) => /^(Subtotal|Tax|Total|Amount due) /.test(row)).map((row) => row.split(' | ')[0]),
    ).toEqual([...['Subtotal', 'Tax', 'Total', 'Amount due']]);
  });
});

describe('what is long', () => {
  it('sixty credits and forty discounts are all there', async () => {
    const names = (kind: string, count: number) => Array.from({ length: count }, (_, at) => `${kind} ${at + 1}`);
    const totals = {
      ...plainTotals([minutesLine]),
      credits: names('Grant', 60).map((name) => ({ grantId: creditGrantId(name), name, amount: amountOf('1') })),
      discounts: names('Coupon', 40).map((name) => ({
        ...{ discountId: name, couponId: name, name, percent: null, amount: amountOf('1') },
      })),
    };
    const rows = rowsOf((await read(sourceWith([minutesLine], { totals }))).pages);
    expect(rows.filter((row) => /^Prepaid credit: Grant \d+ \| -\$1\.00$/.test(row))).toHaveLength(60);
    expect(rows.filter((row) => /^Discount: Coupon \d+ \| -\$1\.00$/.test(row))).toHaveLength(40);
  });

  it('a word or a figure that no column is wide enough for stays on the page, with all its digits', async () => {
    const count = '12345678901234567890123456.123456789';
    const line = usageLine('line_1', [units('0', count, '0.0000000000000000000001'), units('0', '3', '1')], {
      ...{ description: `Usage of ${'x'.repeat(180)}`, discount: zero(usd) },
    });
    const { pages } = await read(sourceWith([line]));
    const pieces = pages.flatMap((page) => page.pieces);
    for (const { left, right } of pieces) {
      expect(left).toBeGreaterThanOrEqual(41.9);
      expect(right).toBeLessThanOrEqual(rightEdge + 0.1);
    }
    const digits = pieces.map(({ text }) => text.replaceAll(',', '')).join('');
    expect(digits.replaceAll(/\s/g, '')).toContain('x'.repeat(20));
  });

  it('a legal text goes over pages', async () => {
    const source = sourceWith([minutesLine]);
    const legalText = Array.from({ length: 120 }, (_, at) => `Clause ${at + 1}.`).join('\n');
    const { pages } = await read({ ...source, seller: { ...source.seller, legalText } });
    expect(rowsOf(pages).filter((row) => row.startsWith('Clause '))).toHaveLength(120);
  });
});

describe('the link to the events behind a line', () => {
  const brackets = [units('0', '1000', '0.10')];
  /** Figures so long that the description has the narrowest column. */
  const wide = usageLine('line_1', [units('0', '123456789012345678901234', '0.123456789012345678')]);

  it.each(['en', 'de', 'fr', 'ja'])('stays on one line and is written once: %s', async (locale) => {
    const lines = [wide, usageLine('line_2', brackets), usageLine('line_3', brackets)];
    const bytes = await print(sourceWith(lines), locale);
    expect(Buffer.from(bytes).toString('latin1').split('/S /URI')).toHaveLength(1 + lines.length);
    const words = { en: 'Events behind this line', de: 'Ereignisse hinter dieser Position' };
    const { pages } = await readPdf(bytes);
    const found = rowsOf(pages).filter((row) => Object.values(words).includes(row));
    if (locale in words) expect(found).toHaveLength(lines.length);
  });
});

import { describe, expect, it } from 'vitest';
import { localeOf } from '../../../../functions/invoice/document/document-locale.ts';
import type { DocumentSource } from '../../../../functions/invoice/document/document-source.ts';
import { invoiceDocument } from '../../../../functions/invoice/document/invoice-document.ts';
import { invoicePage } from '../../../../functions/invoice/document/invoice-page.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { feeLine, minutesLine, sourceWith, units, usageLine } from '../document-sources.ts';

const baseUrl = 'https://api.example.com/v1';
const page = (source: DocumentSource, locale = 'en') =>
  invoicePage(invoiceDocument(source, { locale: localeOf(locale), baseUrl }));

/** The cells of the rows, as a reader sees them. */
const rows = (markup: string) =>
  [...markup.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
    [...row.matchAll(/<t[dh][^>]*>([\s\S]*?)<\/t[dh]>/g)].map(([, cell = '']) =>
      cell
        .replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    ),
  );

describe('the invoice as a page', () => {
  it('shows each bracket: 1,000 × 0.10 + 2,400 × 0.07 = $268.00', () => {
    expect(rows(page(sourceWith([minutesLine])))).toEqual([
      ['Description', 'Quantity', 'Unit price', 'Amount'],
      ['Transcoded minutes Events behind this line', '3,400', '', '268.00'],
      ['first 1,000', '1,000', '0.10', '100.00'],
      ['above 1,000 to 3,400', '2,400', '0.07', '168.00'],
      ['Subtotal', '$268.00'],
      ['Tax', '$0.00'],
      ['Total', '$268.00'],
      ['Amount due', '$268.00'],
    ]);
  });

  it('is in the language that it says', () => {
    const markup = page(sourceWith([minutesLine]), 'de');
    expect(markup).toContain('<html lang="de">');
    expect(rows(markup).slice(2, 4)).toEqual([
      ['die ersten 1.000', '1.000', '0,10', '100,00'],
      ['über 1.000 bis 3.400', '2.400', '0,07', '168,00'],
    ]);
  });

  it('aligns every figure to the right', () => {
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page(sourceWith([minutesLine]))) ?? [];
    expect(style).toMatch(/\.number \{ text-align: right;/);
    const cells = [...page(sourceWith([minutesLine])).matchAll(/<td([^>]*)>\$?[\d,]+\.\d\d</g)];
    expect(cells.length).toBe(9);
    expect(cells.filter(([, attributes = '']) => !attributes.includes('class="number'))).toEqual([]);
  });

  it('keeps the lines of a section under its heading, and its subtotal below', () => {
    const section = (name: string) => ({
      name,
      lines: [feeLine('line_1', '20.00', { description: 'Seat' })],
      subtotal: minutesLine.amount,
    });
    const cells = rows(page(sourceWith([], { sections: [section('Studio A'), section('Studio B')] })));
    expect(cells.slice(1, 7).map(([first]) => first)).toEqual([
      ...['Studio A', 'Seat', 'Subtotal Studio A'],
      ...['Studio B', 'Seat', 'Subtotal Studio B'],
    ]);
  });

  it('may break a figure of very many digits over several lines, and no other', () => {
    const line = usageLine('line_1', [units('0', '12345678901234567890', '0.0000000001')]);
    const markup = page(sourceWith([line]));
    expect(markup).toMatch(/<td class="number\s+long">12,345,678,901,234,567,890</);
    expect(markup.match(/<td class="number\s+long"/g)).toHaveLength(1);
  });

  it('runs nothing and loads nothing, whatever somebody wrote', () => {
    const line = { ...minutesLine, description: '<img src=x onerror=alert(1)>', quantity: decimal('3400') };
    const source = sourceWith([line]);
    const buyer = { ...source.buyer, name: '"><script>alert(1)</script>' };
    const markup = page({ ...source, buyer, seller: { ...source.seller, name: 'Seller <&> Co' } });
    expect(markup).not.toMatch(/<script|<img|<link|url\(|@import/);
    expect(markup).toContain('Seller &lt;&amp;&gt; Co');
    expect(markup).toContain('&quot;&gt;&lt;script&gt;');
  });
});

import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRow } from '../../../../functions/meter/log/csv-row.ts';

describe('a cell that a spreadsheet could part is quoted', () => {
  it.each([
    ['plain text', 'plain text'],
    ['a,b', '"a,b"'],
    ['a;b', '"a;b"'],
    ['a\tb', '"a\tb"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    [
      'DE VAT 19 %: 3.80 of 20.00; DE city 1 %: 0.20 of 20.00',
      '"DE VAT 19 %: 3.80 of 20.00; DE city 1 %: 0.20 of 20.00"',
    ],
  ])('%j', (text, cell) => {
    expect(csvRow([text, '1'])).toBe(`${cell},1\r\n`);
  });
});

describe('no cell is a formula, whoever wrote it', () => {
  it.each(['=1+1', '+1-1', '-1+1', '@SUM(A1)', '|cmd', '＝1+1', '＋1', '－1', '＠x', '\t=1', '+49 30 1234', '-'])(
    '%j',
    (text) => {
      const [[cell] = []] = parse(csvRow([text, '1']), { relax_quotes: true });
      expect(cell).toBe(`'${text}`);
    },
  );

  it.each(['-5', '-12.50', '12', '0.000001'])('a number stays a number: %s', (text) => {
    expect(csvRow([text])).toBe(`${text}\r\n`);
  });

  it('nor is what comes after a semicolon: the cell has quotes', () => {
    expect(csvRow(['Müller;=1+1'])).toBe('"Müller;=1+1"\r\n');
  });
});

it('law: whatever the cells are, a reader finds as many, the same, and none that runs', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 8 }), (cells) => {
      const [row = []] = parse(csvRow(['x', ...cells]), { record_delimiter: '\r\n' });
      expect(row.slice(1).map((cell: string) => cell.replace(/^'/, ''))).toEqual(
        cells.map((cell) => cell.replace(/^'/, '')),
      );
      expect(row.filter((cell: string) => /^[=+@\t\r\n|＝＋－＠]|^-(?!\d+(\.\d+)?$)/.test(cell))).toEqual([]);
    }),
  );
});

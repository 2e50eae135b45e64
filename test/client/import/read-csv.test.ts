import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnMap } from '../../../client/import/column-map.ts';
import { ImportStopped } from '../../../client/import/import-error.ts';
import { readCsv, readHeader } from '../../../client/import/read-csv.ts';
import { collect } from './collect.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'meterline-csv-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = async (content: string | Buffer) => {
  const path = join(folder, 'events.csv');
  writeFileSync(path, content);
  const { header, next } = await readHeader(path);
  const map = columnMap(header, { columns: new Map(), constants: new Map(), source: undefined });
  return { from: next, items: (from = next) => collect(readCsv(path, from, header, map)) };
};
const header = 'id,type,subject,time,note\n';
const dataOf = (text: string): unknown => JSON.parse(text).data;

describe('CSV', () => {
  it('with quotes, line breaks in cells, a byte order mark, empty lines and either line end', async () => {
    const { items } = await open(`\ufeff${header}a,t,s,x,"say ""hi"", é\nyou"\r\n\r\nb,t,s,x,plain\nc,t,s,x,`);
    const found = await items();
    expect(found.map(({ text }) => dataOf(text))).toEqual([{ note: 'say "hi", é\nyou' }, { note: 'plain' }, {}]);
    expect(found.map(({ line }) => line)).toEqual([2, 5, 6]);
  });

  it('goes on from any row just as it would have', async () => {
    const rows = Array.from(
      { length: 20 },
      (_, n) => `e${n},t,s,x,"${'é\n'.repeat(n % 3)}"${n % 2 === 0 ? '\r\n' : '\n\n'}`,
    );
    const { items } = await open(header + rows.join(''));
    const all = await items();
    expect(all).toHaveLength(20);
    for (const [index, { next }] of all.entries()) expect(await items(next)).toEqual(all.slice(index + 1));
  });

  it('a row with too few columns or no UTF-8 is told, and the rest goes on', async () => {
    const { items } = await open(
      Buffer.concat([Buffer.from(`${header}a,t\n`), Buffer.from([0x62, 0xe9]), Buffer.from(',t,s,x,y\nc,t,s,x,y\n')]),
    );
    expect(await items()).toMatchObject([
      { kind: 'unreadable', line: 2, code: 'csv_columns' },
      { kind: 'unreadable', line: 3, code: 'malformed_utf8' },
      { kind: 'event', line: 4 },
    ]);
  });

  it.each([
    ['text after a quote', 'b,t,s,x,"y" z\n'],
    ['a quote that is never closed', 'b,t,s,x,"y\nc,t,s,x,z\n'],
  ])('%s stops it: nobody knows where the next row begins', async (_, broken) => {
    const { items } = await open(`${header}a,t,s,x,y\n${broken}`);
    await expect(items()).rejects.toThrow(ImportStopped);
  });

  it('an empty file is refused', async () => {
    await expect(open('')).rejects.toThrow(ImportStopped);
  });
});

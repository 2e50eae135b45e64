import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxItemBytes, start } from '../../../client/import/item.ts';
import { type Line, readLines } from '../../../client/import/read-lines.ts';
import { collect } from './collect.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'meterline-lines-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (content: string): string => {
  const path = join(folder, 'input');
  writeFileSync(path, content);
  return path;
};
const all = async (path: string, from = start): Promise<Line[]> => collect(readLines(path, from));

describe('the lines of a file', () => {
  it('go on from any of them just as they would have', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll('\n', ''));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.boolean(), async (lines, endsWithBreak) => {
        const content = lines.join('\n') + (endsWithBreak ? '\n' : '');
        const path = file(content);
        const read = await all(path);
        const expected = content === '' ? [] : content.split('\n').slice(0, content.endsWith('\n') ? -1 : undefined);
        expect(read.map((found) => found.content.toString())).toEqual(expected);
        expect(read.map((found) => found.line)).toEqual(expected.map((_, index) => index + 1));
        for (const [index, { next }] of read.entries()) expect(await all(path, next)).toEqual(read.slice(index + 1));
      }),
      { numRuns: 15 },
    );
  });

  it('a line longer than an event may be is cut, and the next one is whole', async () => {
    const found = await all(file(`${'x'.repeat(maxItemBytes * 3)}\nnext`));
    expect(found.map(({ isTooLong, line }) => [line, isTooLong])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(found[0]?.content.length).toBeLessThan(maxItemBytes * 2);
    expect(found[1]?.content.toString()).toBe('next');
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start } from '../../../client/import/item.ts';
import { readNdjson } from '../../../client/import/read-ndjson.ts';
import { collect } from './collect.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'meterline-ndjson-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const items = async (content: string | Buffer, source?: string) => {
  const path = join(folder, 'events.ndjson');
  writeFileSync(path, content);
  return collect(readNdjson(path, start, source));
};
const texts = async (content: string, source?: string) => (await items(content, source)).map(({ text }) => text);

describe('NDJSON', () => {
  it('is sent as it is written: no number changes', async () => {
    const line = '{"id":"a", "data":{"n":12345678901234567890,"m":1.10}}';
    expect(await texts(`\ufeff${line}\r\n\n`)).toEqual([line]);
  });

  it.each([
    ['{"id":"a"}', '{"source":"cron","id":"a"}', 'it has none'],
    ['{"id":"a","source":"own"}', '{"id":"a","source":"own"}', 'it has its own'],
    ['{}', '{}', 'it has nothing: the API says what is missing'],
    ['[1]', '[1]', 'it is no object: the API says so'],
  ])('%s with a source given is %s, since %s', async (line, sent) => {
    expect(await texts(line, 'cron')).toEqual([sent]);
  });

  it('what is no JSON or no UTF-8 is told with its line, and the rest goes on', async () => {
    const content = Buffer.concat([
      Buffer.from('{"id":\n\n'),
      Buffer.from([0x22, 0xe9, 0x22, 0x0a]),
      Buffer.from('{"id":"c"}'),
    ]);
    expect(await items(content)).toMatchObject([
      { kind: 'unreadable', line: 1, code: 'malformed_json' },
      { kind: 'unreadable', line: 3, code: 'malformed_utf8' },
      { kind: 'event', line: 4, text: '{"id":"c"}' },
    ]);
  });
});

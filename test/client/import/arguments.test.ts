import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArguments } from '../../../client/import/arguments.ts';
import { destination } from '../../../client/import/destination.ts';
import { UsageError } from '../../../client/import/import-error.ts';

describe('the command line', () => {
  it('names a file, and everything else has a default', () => {
    expect(readArguments(['events.ndjson'])).toMatchObject({
      file: 'events.ndjson',
      format: 'ndjson',
      concurrency: 4,
      restart: false,
    });
  });

  it('maps columns; a name may have an = in it', () => {
    const { mapping } = readArguments([
      'e.CSV',
      '--map',
      'subject=customer',
      '--map',
      'data.n=a=b',
      '--set',
      'type=used',
    ]);
    expect([...mapping.columns, ...mapping.constants]).toEqual([
      ['subject', 'customer'],
      ['data.n', 'a=b'],
      ['type', 'used'],
    ]);
  });

  it.each([
    ['no file', []],
    ['two files', ['a.csv', 'b.csv']],
    ['an unknown kind of file', ['events.xlsx']],
    ['an unknown option', ['a.csv', '--fast']],
    ['no number', ['a.csv', '--concurrency', 'many']],
    ['too much', ['a.csv', '--concurrency', '65']],
    ['a mapping of nothing', ['a.csv', '--map', 'subject']],
    ['a mapping to an attribute that is none', ['a.csv', '--map', 'customer=x']],
    ['one id for all', ['a.csv', '--set', 'id=x']],
    ['columns of what has none', ['a.ndjson', '--map', 'subject=customer']],
  ])('%s is refused', (_, words) => {
    expect(() => readArguments(words)).toThrow(UsageError);
  });
});

describe('where to', () => {
  it('as told, else the local stack; and a key of that stack goes nowhere else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'meterline-outputs-'));
    const outputs = join(folder, 'outputs.json');
    await expect(destination(undefined, undefined, outputs)).rejects.toThrow(UsageError);
    writeFileSync(outputs, JSON.stringify({ apiUrl: 'http://127.0.0.1:4566/api', adminKey: 'ml_local' }));
    expect(await destination(undefined, undefined, outputs)).toEqual({
      url: 'http://127.0.0.1:4566/api/v1',
      apiKey: 'ml_local',
    });
    expect(await destination('https://api/v1', 'ml_mine', outputs)).toEqual({
      url: 'https://api/v1',
      apiKey: 'ml_mine',
    });
    await expect(destination('https://api/v1', undefined, outputs)).rejects.toThrow(UsageError);
    rmSync(folder, { recursive: true });
  });
});

import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { start } from '../../../client/import/item.ts';
import { readNdjson } from '../../../client/import/read-ndjson.ts';
import { type Import, rejectsPath, runImport } from '../../../client/import/run-import.ts';
import { Pacer } from '../../../client/pacer.ts';
import { postTo } from '../../../client/post-events.ts';
import { fakeFetch, type Reply, type SentEvent } from '../fake-api.ts';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meterline-import-'));
  file = join(folder, 'events.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Counts each id once, refuses what has none; answers otherwise when `fate` says so. */
class Api {
  readonly counted = new Set<string>();
  requests = 0;
  fate: (request: number) => Reply | undefined = () => undefined;

  readonly fetch = fakeFetch((events) => this.fate(this.requests++) ?? { status: 202, body: this.#take(events) });

  #take(events: readonly Partial<SentEvent>[]) {
    const rejected = events.flatMap(({ id }, index) =>
      id === undefined ? [{ index, id: null, code: 'id_required', detail: '', pointer: '/id' }] : [],
    );
    const duplicates = events.flatMap(({ id }, index) =>
      id !== undefined && this.counted.has(id) ? [{ index, id }] : [],
    );
    for (const { id } of events) if (id !== undefined) this.counted.add(id);
    return { accepted: events.length - duplicates.length - rejected.length, duplicates, rejected };
  }
}

const job = (api: Api, changes: Partial<Import> = {}): Import => ({
  file,
  concurrency: 3,
  restart: false,
  settings: [],
  itemsFrom: (from) => readNdjson(file, from, undefined),
  courier: {
    post: postTo({ url: 'http://api/v1/events', apiKey: 'k', requestTimeoutMs: 1000, fetch: api.fetch }),
    pacer: new Pacer(),
    retryBaseMs: 1,
    retryCapMs: 1,
    giveUpAfterMs: 20,
    onRetry: () => {},
  },
  onStart: () => {},
  onProgress: () => {},
  ...changes,
});
const never = new AbortController().signal;
const lines = (count: number): string =>
  Array.from({ length: count }, (_, n) =>
    n % 500 === 9 ? '{"type":"t"}' : n % 500 === 10 ? '{broken' : `{"id":"e${n}"}`,
  ).join('\n');
const rejects = (): readonly { line: number; code: string }[] =>
  existsSync(rejectsPath(file))
    ? readFileSync(rejectsPath(file), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

describe('an import', () => {
  it('5,000 records: 4,980 accepted, 20 rejected, each with its line and reason', async () => {
    writeFileSync(file, lines(5000));
    const api = new Api();
    const { counts } = await runImport(job(api), never);
    expect(counts).toEqual({ accepted: 4980, duplicates: 0, rejected: 20 });
    expect(api.requests).toBe(5);
    expect(rejects().slice(0, 3)).toEqual([
      { line: 10, code: 'id_required', detail: '', pointer: '/id', event: { type: 't' } },
      { line: 11, code: 'malformed_json', detail: expect.any(String), pointer: '', text: '{broken' },
      expect.objectContaining({ line: 510 }),
    ]);
    expect(existsSync(`${file}.checkpoint.json`)).toBe(false);
  });

  it('again: everything is a duplicate, and the rejects are those of this run', async () => {
    writeFileSync(file, lines(1000));
    const api = new Api();
    await runImport(job(api), never);
    const { counts } = await runImport(job(api), never);
    expect(counts).toEqual({ accepted: 0, duplicates: 996, rejected: 4 });
    expect(rejects()).toHaveLength(4);
  });

  it('stops at a wrong key without rejecting anything, and goes on from there, also with its rejects', async () => {
    writeFileSync(file, lines(6000));
    const api = new Api();
    api.fate = (request) => (request >= 2 ? { status: 401, body: { code: 'unauthorized', detail: '' } } : undefined);
    await expect(runImport(job(api), never)).rejects.toMatchObject({ code: 'unauthorized' });
    api.fate = () => undefined;
    // As left by a process that was killed after it had told a reject, and before its checkpoint.
    appendFileSync(rejectsPath(file), '{"line":2010,"code":"id_required"}\n{"li');
    const starts: number[] = [];
    const { counts } = await runImport(job(api, { onStart: (_, { at }) => starts.push(at.lines) }), never);
    expect(starts).toEqual([2000]);
    expect(counts).toEqual({ accepted: 5976, duplicates: 0, rejected: 24 });
    expect(rejects()).toHaveLength(24);
  });

  it('stopped anywhere and any number of times, all is counted once and every reject is told once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(6), { maxLength: 4 }), async (stops) => {
        writeFileSync(file, lines(6000));
        const api = new Api();
        for (const stop of stops) {
          api.requests = 0;
          api.fate = (request) => (request >= stop ? { status: 403 } : undefined);
          await runImport(job(api), never).catch(() => undefined);
        }
        api.fate = () => undefined;
        const { counts } = await runImport(job(api), never);
        expect(api.counted.size).toBe(5976);
        expect(counts.accepted + counts.duplicates).toBe(5976);
        expect(rejects().map(({ line }) => line)).toEqual([...new Set(rejects().map(({ line }) => line))]);
        expect(rejects()).toHaveLength(24);
      }),
      { numRuns: 4 },
    );
  });

  it('an API that cannot be reached for too long stops it; so does an interruption', async () => {
    writeFileSync(file, lines(10));
    const api = new Api();
    api.fate = () => ({ status: 503 });
    await expect(runImport(job(api), never)).rejects.toMatchObject({ code: 'api_unavailable' });
    const { courier } = job(api);
    const interrupted = runImport(
      job(api, { courier: { ...courier, giveUpAfterMs: undefined } }),
      AbortSignal.timeout(20),
    );
    await expect(interrupted).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('a checkpoint of another file, or of other settings, is of no use', async () => {
    const stopped = async (api: Api) => {
      writeFileSync(file, lines(3000));
      api.requests = 0;
      api.fate = (request) => (request >= 1 ? { status: 403 } : undefined);
      await runImport(job(api), never).catch(() => undefined);
      api.fate = () => undefined;
    };
    const startOf = async (api: Api, changes: Partial<Import>) => {
      let at = start;
      await runImport(job(api, { ...changes, onStart: (_, checkpoint) => (at = checkpoint.at) }), never);
      return at.lines;
    };
    const api = new Api();
    await stopped(api);
    appendFileSync(file, '\n{"id":"appended"}');
    expect(await startOf(api, {})).toBe(1000);
    await stopped(api);
    expect(await startOf(api, { settings: ['another'] })).toBe(0);
    await stopped(api);
    writeFileSync(file, lines(3000).replaceAll('"e', '"f'));
    expect(await startOf(api, {})).toBe(0);
    await stopped(api);
    expect(await startOf(api, { restart: true })).toBe(0);
  });
});

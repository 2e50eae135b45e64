import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MeterlineClient } from '../../../client/index.ts';
import { newMeter, recently } from '../metering.ts';
import { api, fresh, ok } from '../stack.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { at, from, to } = recently();
let folder = '';
let key = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meterline-client-'));
  key = String(ok(await api.post('/api-keys', { name: 'client', scopes: ['ingest'] })).key);
});
afterAll(() => rmSync(folder, { recursive: true }));

const tsx = (args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** Lets the process run until it prints a line that is `enough`, and kills it there and then. */
const killedAt = async (child: ChildProcess, enough: (line: string) => boolean): Promise<void> => {
  if (child.stdout === null) throw new Error('the process has no output');
  for await (const line of createInterface(child.stdout)) {
    if (!enough(line)) continue;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    return;
  }
  throw new Error('the process ended by itself');
};

describe('the client', () => {
  it('500 events of 0.1, an API that is down at first, two processes killed: exactly 50', async () => {
    const meter = await newMeter();
    const customer = fresh('cust');
    const spool = join(folder, 'usage.spool');
    const application = (url: string, count: number) =>
      tsx(['test/e2e/client/client-process.ts', url, key, spool, meter.type, customer, at, String(count)]);

    await killedAt(application('http://127.0.0.1:9/v1', 300), (line) => line === 'recorded');
    await killedAt(application(api.base, 200), (line) => Number(line) >= 60);

    const client = new MeterlineClient({ url: api.base, apiKey: key, source: 'e2e', spool: { path: spool } });
    expect(client.stats().recovered).toBeGreaterThan(0);
    expect(client.stats().recovered).toBeLessThanOrEqual(440);
    expect(await client.close({ timeoutMs: 60_000 })).toEqual({ settled: true, remaining: 0 });
    const { recovered, accepted, duplicates, rejected, dropped } = client.stats();
    expect({ rejected, dropped }).toEqual({ rejected: 0, dropped: 0 });
    expect(accepted + duplicates).toBe(recovered);
    expect(await meter.counted(customer, from, to, '50')).toBe('50');
    expect(readFileSync(spool, 'utf8')).toBe('');
  });

  it('a rejected event is reported with its place, and the others of its request are counted', async () => {
    const meter = await newMeter();
    const customer = fresh('cust');
    const rejections: string[] = [];
    const client = new MeterlineClient({
      url: api.base,
      apiKey: key,
      onRejected: ({ event, code, pointer }) => rejections.push(`${event.id} ${code} ${pointer}`),
    });
    const usage = { type: meter.type, subject: customer, time: at };
    client.record({ ...usage, data: { units: '1' } });
    client.record({ ...usage, data: { units: '7' }, id: `local_${customer}`, time: at.replace('Z', '') });
    client.record({ ...usage, data: { units: '2' } });
    await client.close();
    expect(rejections).toEqual([`local_${customer} time_without_offset /time`]);
    expect(await meter.counted(customer, from, to, '3')).toBe('3');
  });
});

describe('the import', () => {
  const runImport = async (...args: readonly string[]) => {
    const child = tsx(['client/import/import.ts', ...args], { METERLINE_URL: api.base, METERLINE_API_KEY: key });
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    const [code] = await once(child, 'close');
    return { code, text };
  };

  it('2,500 rows of CSV of which two are wrong: the sum of the others, and why the two are not in it', async () => {
    const meter = await newMeter();
    const customer = fresh('cust');
    const file = join(folder, 'usage.csv');
    const rows = Array.from({ length: 2500 }, (_, n) => {
      const id = n === 700 ? '' : `row_${n}_${customer}`;
      return `${id},${customer},${n === 1800 ? '2000-01-01T00:00:00Z' : at},0.1\n`;
    });
    writeFileSync(file, `id,customer,time,units\n${rows.join('')}`);
    const words = [file, '--set', `type=${meter.type}`, '--map', 'subject=customer'];
    const first = await runImport(...words);
    expect(first).toMatchObject({ code: 1 });
    expect(first.text).toContain('2500 records: 2498 accepted, 0 duplicates, 2 rejected');
    const rejects = readFileSync(`${file}.rejected.ndjson`, 'utf8').trim().split('\n');
    expect(rejects.map((line) => JSON.parse(line))).toMatchObject([
      { line: 702, code: 'id_required', pointer: '/id', event: { subject: customer } },
      { line: 1802, code: 'time_too_old', pointer: '/time', event: { id: `row_1800_${customer}` } },
    ]);
    // 2,498 × 0.1
    await meter.counted(customer, from, to, '249.8');

    expect((await runImport(...words)).text).toContain('0 accepted, 2498 duplicates, 2 rejected');
    expect(await meter.total(customer, from, to)).toBe('249.8');
  });
});

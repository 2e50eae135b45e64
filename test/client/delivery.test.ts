import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClientOptions, MeterlineClient } from '../../client/index.ts';
import { fakeFetch, type Reply, type SentEvent } from './fake-api.ts';

const fates = [
  'accept',
  'lose the answer',
  'refuse some',
  '503',
  '429',
  '413',
  '401',
  'garbage',
  'no network',
] as const;
type Fate = (typeof fates)[number];

/** An API that counts each id once, and to which all kinds of things happen; when they are over, it works. */
class World {
  readonly counted = new Map<string, string>();
  readonly told = new Map<string, string>();
  readonly bodies = new Map<string, string>();
  readonly #fates: Fate[];

  constructor(happenings: readonly Fate[]) {
    this.#fates = [...happenings];
  }

  readonly fetch = fakeFetch((events) => {
    const fate = this.#fates.shift() ?? 'accept';
    for (const event of events) {
      const text = JSON.stringify(event);
      expect(this.bodies.get(event.id) ?? text).toBe(text);
      this.bodies.set(event.id, text);
    }
    return this.#answer(fate, events);
  });

  #answer(fate: Fate, events: readonly SentEvent[]): Reply {
    if (fate === 'no network') throw new TypeError('fetch failed');
    if (fate === 'garbage') return { status: 200, body: '<html>' };
    if (fate === '401') return { status: 401, body: { code: 'unauthorized', detail: '' } };
    if (fate === '503' || fate === '429' || fate === '413') return { status: Number(fate) };
    const body = this.#take(events, fate === 'refuse some');
    if (fate === 'lose the answer') throw new TypeError('terminated');
    return { status: 202, body };
  }

  #take(events: readonly SentEvent[], refusesSome: boolean) {
    const duplicates = events.flatMap(({ id }, index) => (this.counted.has(id) ? [{ index, id }] : []));
    const rejected = events.flatMap(({ id }, index) =>
      refusesSome && index % 2 === 0 && !this.counted.has(id)
        ? [{ index, id, code: 'bad', detail: '', pointer: '' }]
        : [],
    );
    const refused = new Set(rejected.map(({ id }) => id));
    for (const { id } of events) if (!refused.has(id)) this.counted.set(id, id);
    return { accepted: events.length - duplicates.length - rejected.length, duplicates, rejected };
  }
}

const happenings = fc.array(fc.constantFrom(...fates), { maxLength: 20 });
const newClient = (world: World, options: Partial<ClientOptions>): MeterlineClient =>
  new MeterlineClient({
    url: 'http://api/v1',
    apiKey: 'k',
    fetch: world.fetch,
    flushIntervalMs: 1,
    maxBatchEvents: 5,
    retryBaseMs: 1,
    retryCapMs: 1,
    onRejected: ({ event, code }) => world.told.set(event.id, code),
    onDropped: ({ event, reason }) => world.told.set(event.id, reason),
    ...options,
  });

describe('every event arrives with the id it was given, or is reported', () => {
  it('whatever the network and the API do; and the memory stays within its bound', async () => {
    const whenFull = fc.constantFrom('reject' as const, 'drop-oldest' as const);
    await fc.assert(
      fc.asyncProperty(
        happenings,
        whenFull,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        async (fate, full, max, requests) => {
          const world = new World(fate);
          const client = newClient(world, { whenFull: full, maxQueuedEvents: max, maxRequests: requests });
          const ids: string[] = [];
          for (let n = 0; n < 60; n++) {
            const result = client.record({ type: 't', subject: 's', data: { n: String(n) } });
            ids.push(result.id);
            if (!result.recorded) expect(world.told.get(result.id)).toBe(result.reason);
            expect(client.stats().queuedEvents).toBeLessThanOrEqual(max);
            if (n % 7 === 0) await Promise.resolve();
          }
          expect(await client.flush()).toEqual({ settled: true, remaining: 0 });
          for (const id of ids) expect(world.counted.has(id) || world.told.has(id)).toBe(true);
          const { recorded, accepted, duplicates, rejected, dropped, notRecorded } = client.stats();
          expect(accepted + duplicates + rejected + dropped).toBe(recorded);
          expect(recorded + notRecorded).toBe(60);
          await client.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('also when the process ends at any time and another goes on from the spool', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'meterline-delivery-'));
    let run = 0;
    await fc.assert(
      fc.asyncProperty(happenings, fc.integer({ min: 1, max: 4 }), async (fate, ends) => {
        const world = new World(fate);
        const spool = { path: join(folder, `${run++}.spool`) };
        const ids: string[] = [];
        for (let end = 0; end < ends; end++) {
          const client = newClient(world, { spool });
          for (let n = 0; n < 10; n++) ids.push(client.record({ type: 't', subject: 's', data: { n: String(n) } }).id);
          for (let turn = 0; turn < end * 5; turn++) await Promise.resolve();
          await client.close({ timeoutMs: 1 });
        }
        const last = newClient(world, { spool });
        expect(await last.flush()).toMatchObject({ settled: true });
        await last.close();
        for (const id of ids) expect(world.counted.has(id) || world.told.has(id)).toBe(true);
      }),
      { numRuns: 20 },
    );
    rmSync(folder, { recursive: true });
  });
});

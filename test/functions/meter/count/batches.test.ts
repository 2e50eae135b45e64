import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { customerId, meterKey } from '../../../../functions/kernel/ids.ts';
import { parseInstant, plusHours } from '../../../../functions/kernel/instant.ts';
import { batchesOf } from '../../../../functions/meter/count/batches.ts';
import { counterKey } from '../../../../functions/meter/counter/counter-key.ts';
import type { CountableEvent } from '../../../../functions/meter/counter/countings.ts';
import { routeBatch } from '../../../../functions/meter/counter/route-batch.ts';
import { packEntry } from '../../../../functions/meter/log/log-entry.ts';
import { ONE } from '../../../../functions/money/decimal.ts';
import { usageEvent } from '../../ingest/sample.ts';

const start = parseInstant('2026-10-01T00:00:00Z');
const countable = (id: string, customer: string, hours: readonly number[], letters = 0): CountableEvent => ({
  event: usageEvent({ id, customer: customerId(customer), data: { note: 'é'.repeat(letters) } }),
  unreadable: [],
  countings: hours.map((hour) => ({
    meter: meterKey('minutes'),
    window: plusHours(start, hour),
    group: null,
    taken: { kind: 'added', value: ONE },
  })),
});
const counters = (events: readonly CountableEvent[]): number =>
  new Set(events.flatMap(({ countings }) => countings.map(counterKey))).size;

describe('events are split into batches that one transaction and one log item can hold', () => {
  const some = fc.array(
    fc.record({
      customer: fc.constantFrom('a', 'b', 'c'),
      hours: fc.uniqueArray(fc.nat(300), { maxLength: 4 }),
      letters: fc.oneof({ weight: 9, arbitrary: fc.nat(200) }, { weight: 1, arbitrary: fc.nat(60_000) }),
    }),
    { maxLength: 150 },
  );

  it('law: every event in exactly one batch, of its customer, in its order, and all bounds kept', () => {
    fc.assert(
      fc.property(some, (all) => {
        const events = all.map(({ customer, hours, letters }, n) => countable(`e${n}`, customer, hours, letters));
        const batches = batchesOf(events);
        for (const customer of ['a', 'b', 'c']) {
          expect(batches.filter((batch) => batch.customer === customer).flatMap((batch) => batch.events)).toEqual(
            events.filter(({ event }) => event.customer === customer),
          );
        }
        for (const { events: own } of batches) {
          expect(own.length).toBeGreaterThan(0);
          expect(counters(own)).toBeLessThanOrEqual(96);
          expect(packEntry(own.map(({ event }) => event)).byteLength).toBeLessThanOrEqual(350 * 1024);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('96 counters are one batch, the 97th begins another: 4 actions are left for batch, watermark, day and mark', () => {
    const hours = Array.from({ length: 97 }, (_, hour) => countable(`e${hour}`, 'a', [hour]));
    expect(batchesOf(hours.slice(0, 96))).toHaveLength(1);
    expect(batchesOf(hours).map(({ events }) => events.length)).toEqual([96, 1]);
  });

  it('the same counters late are as many: no watermark makes a transaction grow', () => {
    const countings = Array.from({ length: 96 }, (_, hour) => countable(`e${hour}`, 'a', [hour])).flatMap(
      (event) => event.countings,
    );
    expect(routeBatch(countings, plusHours(start, 40))).toHaveLength(96);
  });

  it('1,000 events a batch', () => {
    const events = Array.from({ length: 1001 }, (_, n) => countable(`e${n}`, 'a', [0]));
    expect(batchesOf(events).map((batch) => batch.events.length)).toEqual([1000, 1]);
  });

  it('350 KiB a batch: three of 120 KiB are two batches', () => {
    const events = [0, 1, 2].map((n) => countable(`e${n}`, 'a', [0], 60 * 1024 - 20));
    expect(batchesOf(events).map((batch) => batch.events.length)).toEqual([2, 1]);
  });

  it('nothing is no batch', () => {
    expect(batchesOf([])).toEqual([]);
  });
});

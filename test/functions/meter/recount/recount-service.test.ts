import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Meter } from '../../../../functions/catalog/meter/meter.ts';
import { plusHours } from '../../../../functions/kernel/instant.ts';
import { counterDiscrepancy } from '../../../../functions/meter/recount/discrepancy-wire.ts';
import { compareWithLog } from '../../../../functions/meter/recount/recount-service.ts';
import { repairCounter } from '../../../../functions/meter/recount/repair-store.ts';
import { closeThrough, setShards } from '../../../../functions/meter/shard/shard-head-store.ts';
import { allMeters, CountedWorld, customer, first, meters, now, range, used } from '../counted-world.ts';

let world = new CountedWorld();
const recounting = { meters: allMeters, minutes: 60 as const, range };
const differences = async () => (await compareWithLog(customer, recounting)).differences;
const found = async () =>
  (await differences()).map((one) => {
    const { counter, expected, found: actual } = counterDiscrepancy(customer, one, now);
    return { counter, expected, found: actual };
  });
/** Mends the first difference. */
const repair = async (meter: Meter): Promise<void> => {
  const [difference] = await differences();
  if (difference === undefined) throw new Error('nothing differs');
  const discrepancy = counterDiscrepancy(customer, difference, now);
  world.note(discrepancy);
  await repairCounter(meter, discrepancy, 'damaged on purpose', now);
};

beforeEach(() => {
  world = new CountedWorld();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const some = [used('a', 1, '5'), used('b', 1, '0.5', 'bob'), used('c', 3, '7', 'cid', 'b'), used('d', 3, '-2')];

describe('a recount of the log gives what the counters hold', () => {
  it('whatever was counted, closed, split and backfilled in between', async () => {
    const event = fc.record({
      hour: fc.nat(5),
      units: fc.constantFrom('1', '0.1', '-3', '12'),
      user: fc.constantFrom('ann', 'bob'),
    });
    const step = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('count' as const), events: fc.array(event, { maxLength: 5 }) }),
      },
      fc.record({ kind: fc.constant('close' as const), hour: fc.nat(5) }),
      fc.record({ kind: fc.constant('split' as const), shards: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('backfill' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        world = new CountedWorld();
        let made = 0;
        let known: readonly Meter[] = [meters.total, meters.floor];
        for (const one of steps) {
          if (one.kind === 'count') {
            const events = one.events.map(({ hour, units, user }) => used(`e${made++}`, hour, units, user));
            await world.count(events, known);
          } else if (one.kind === 'close') await closeThrough(customer, plusHours(first, one.hour));
          else if (one.kind === 'split') await setShards(customer, one.shards).catch(() => undefined);
          else {
            known = allMeters;
            for (const meter of allMeters) await world.backfill(meter);
          }
        }
        expect(await found()).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

describe('a counter that was damaged is found, and mended where it is open', () => {
  it.each([
    ['total#2026-10-03T01:00', meters.total, { sum: { N: '4' } }, { sum: '5.5' }, { sum: '4' }],
    [
      'events#2026-10-03T03:00',
      meters.events,
      { events: { N: '9' }, sum: { N: '9' } },
      { events: '2' },
      { events: '9' },
    ],
    ['peak#2026-10-03T03:00', meters.peak, { value: { S: '70' } }, { value: '7' }, { value: '70' }],
    ['floor#2026-10-03T03:00', meters.floor, { value: { S: '0' } }, { value: '-2' }, { value: '0' }],
    ['total#2026-10-03T09:00', meters.total, { sum: { N: '4' }, events: { N: '1' } }, { sum: '0' }, { sum: '4' }],
  ] as const)('%s', async (counter, meter, change, expected, actual) => {
    await world.count(some);
    world.damage(counter, change);
    expect(await found()).toMatchObject([{ counter, expected, found: actual }]);
    await repair(meter);
    expect(await found()).toEqual([]);
  });

  it('by an entry of the log that says what and why; the batches stay', async () => {
    await world.count(some);
    world.damage('total#2026-10-03T01:00', { sum: { N: '4' } });
    await repair(meters.total);
    const [entry] = world.tables.items('log').filter(({ state }) => state?.S === 'correction');
    expect(entry).toMatchObject({
      counter: { S: 'total#2026-10-03T01:00' },
      target: { S: 'total#2026-10-03T01:00' },
      expected: { S: '["5.5","2",null,null]' },
      found: { S: '["4","2",null,null]' },
      reason: { S: 'damaged on purpose' },
    });
  });

  it('not by what was found before it moved', async () => {
    await world.count(some);
    world.damage('total#2026-10-03T01:00', { sum: { N: '4' } });
    const [difference] = await differences();
    await world.count([used('new', 1, '1')]);
    if (difference === undefined) throw new Error('nothing differs');
    const discrepancy = counterDiscrepancy(customer, difference, now);
    world.note(discrepancy);
    await expect(repairCounter(meters.total, discrepancy, 'x', now)).rejects.toMatchObject({ code: 'counter_moved' });
    expect(world.counters().get('total#2026-10-03T01:00')).toMatchObject({ sum: { N: '5' } });
  });
});

describe('a closed counter is never touched: what it lacks is late', () => {
  it('5.5 of which 4 were left: 1.5 more, to be billed as an adjustment', async () => {
    await world.count(some);
    await closeThrough(customer, plusHours(first, 2));
    world.damage('total#2026-10-03T01:00', { sum: { N: '4' } });
    await repair(meters.total);
    expect(world.counters().get('total#2026-10-03T01:00')).toMatchObject({ sum: { N: '4' } });
    expect(world.counters().get('LATE#2026-10-03T02:00#total#2026-10-03T01:00')).toMatchObject({ sum: { N: '1.5' } });
    expect(await found()).toEqual([]);
  });

  it('a peak that is too low is shown by a late one; one that is too high cannot be taken back', async () => {
    await world.count(some);
    await closeThrough(customer, plusHours(first, 2));
    world.damage('peak#2026-10-03T01:00', { value: { S: '1' } });
    await repair(meters.peak);
    expect(await found()).toEqual([]);
    world.damage('peak#2026-10-03T01:00', { value: { S: '80' } });
    await expect(repair(meters.peak)).rejects.toMatchObject({ code: 'not_repairable' });
  });
});

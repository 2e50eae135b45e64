import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { plusHours } from '../../../../functions/kernel/instant.ts';
import { closeThrough } from '../../../../functions/meter/shard/shard-head-store.ts';
import { plain } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { allMeters, CountedWorld, customer, meters, now, used } from '../../meter/counted-world.ts';
import { day, everyLine, inTime, late, play, repair, steps } from '../evidence-world.ts';
import { some, verify } from '../verifying.ts';

vi.mock('../../../../functions/catalog/meter/meter-store.ts', () => ({
  requireMeter: async (key: string) => allMeters.find((meter) => meter.key === key),
}));
vi.mock('../../../../functions/catalog/customer/customer-store.ts', () => ({ findCustomer: async () => undefined }));

let world = new CountedWorld();
const byKind = { groupPrices: { property: 'kind', prices: { a: { unitAmount: '10' } } } };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(now) });
  world = new CountedWorld();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('the log bears out what was counted', () => {
  it.each(allMeters.map((meter) => [meter.measure.aggregation, meter] as const))('by %s', async (_, meter) => {
    await world.count(some);
    await closeThrough(customer, day.end);
    expect(await verify(await inTime({ meter }))).toEqual({ outcome: 'verified' });
  });

  it('nothing at all for a line of nothing', async () => {
    expect(await verify(await inTime({ meter: meters.total }))).toEqual({ outcome: 'verified' });
    expect(await verify()).toEqual({ outcome: 'verified' });
  });

  it('whatever was counted, closed, split, voided and backfilled in between, late usage too', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        world = new CountedWorld();
        const watermarks = await play(world, all);
        const priced = [...allMeters.map((meter) => ({ meter })), { meter: meters.users, ...byKind }];
        expect(await verify(...(await everyLine(watermarks, priced)))).toEqual({ outcome: 'verified' });
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe('a counter that was damaged is found before the invoice is final', () => {
  it.each([
    ['total#2026-10-03T01:00', meters.total, { sum: { N: '4' } }, '10.5', '9'],
    ['events#2026-10-03T03:00', meters.events, { events: { N: '9' } }, '4', '11'],
    ['peak#2026-10-03T03:00', meters.peak, { value: { S: '70' } }, '7', '70'],
    ['floor#2026-10-03T03:00', meters.floor, { value: { S: '0' } }, '-2', '0'],
    [
      'last#2026-10-03T03:00',
      meters.last,
      { at: { S: '2026-10-03T02:00:00.000Z#transcoder#x' }, value: { S: '3' } },
      '-2',
      '3',
    ],
    ['users#2026-10-03T05:00#a#=made-up', meters.users, { sum: { N: '1' }, events: { N: '1' } }, '3', '4'],
    ['total#2026-10-03T09:00', meters.total, { sum: { N: '4' }, events: { N: '1' } }, '10.5', '14.5'],
  ] as const)('%s', async (counter, meter, change, expected, found) => {
    await world.count(some);
    await closeThrough(customer, day.end);
    world.damage(counter, change);
    const line = await inTime({ meter });
    expect(await verify(line)).toMatchObject({
      outcome: 'mismatch',
      mismatches: [{ lineId: line.id, expected, found }],
    });
  });

  it('the other lines are looked at as well', async () => {
    await world.count(some);
    world.damage('total#2026-10-03T01:00', { sum: { N: '4' } });
    world.damage('peak#2026-10-03T03:00', { value: { S: '70' } });
    const verdict = await verify(...(await Promise.all(allMeters.map((meter) => inTime({ meter })))));
    expect(verdict).toMatchObject({
      mismatches: [{ lineId: expect.stringMatching(/^total/) }, { lineId: expect.stringMatching(/^peak/) }],
    });
  });
});

describe('where values of a property have a price of their own', () => {
  it('the distinct users of each value, and of the others: ann and bob of a at 10, cid of b at 1', async () => {
    await world.count([...some, used('e', 5, '1', 'ann', 'b')]);
    const users = await inTime({ meter: meters.users, ...byKind });
    expect([plain(users.quantity), settledToWire(users.amount)]).toEqual(['4', '22.00']);
    expect(await verify(users)).toEqual({ outcome: 'verified' });
  });

  it('a value that took from another is found, though the quantity is right', async () => {
    await world.count(some);
    const [counter = ''] = [...world.counters().keys()].filter((key) => key.startsWith('users#2026-10-03T03:00#b#='));
    world.damage(counter, { events: { N: '0' }, sum: { N: '0' } });
    world.damage('users#2026-10-03T03:00#a#=made-up', { events: { N: '1' }, sum: { N: '1' } });
    const users = await inTime({ meter: meters.users, ...byKind });
    expect(await verify(users)).toMatchObject({
      mismatches: [{ expected: '3', found: '3', expectedAmount: '21.00', foundAmount: '30.00' }],
    });
  });
});

describe('a counter that was mended bears out the line that was short, and the adjustment that has the rest', () => {
  it.each([
    ['a sum: 9 of 10.5, then 1.5', 'total#2026-10-03T01:00', meters.total, { sum: { N: '4' } }, '9', '1.5'],
    [
      'a peak: 5 of 7, then 2',
      'peak#2026-10-03T03:00',
      meters.peak,
      { value: { S: '-2' }, events: { N: '1' } },
      '5',
      '2',
    ],
    [
      'users: 2 of 3, then 1',
      'users#2026-10-03T03:00#b#=',
      meters.users,
      { sum: { N: '0' }, events: { N: '0' } },
      '2',
      '1',
    ],
  ] as const)('%s', async (_, counter, meter, change, short, rest) => {
    await world.count(some);
    await closeThrough(customer, day.end);
    const [whole = counter] = [...world.counters().keys()].filter((key) => key.startsWith(counter));
    world.damage(whole, change);
    await repair(world, meter);
    const lines = [await inTime({ meter }), await late({ meter }, day.end, plusHours(day.end, 24))];
    expect(lines.map(({ quantity }) => plain(quantity))).toEqual([short, rest]);
    expect(await verify(...lines)).toEqual({ outcome: 'verified' });
  });
});

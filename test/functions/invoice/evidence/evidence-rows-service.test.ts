import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Meter } from '../../../../functions/catalog/meter/meter.ts';
import { evidenceRows } from '../../../../functions/invoice/evidence/evidence-rows-service.ts';
import type { InvoiceLine } from '../../../../functions/invoice/invoice.ts';
import { claimsOf } from '../../../../functions/invoice/verify/evidence-claim.ts';
import { plusHours } from '../../../../functions/kernel/instant.ts';
import { closeThrough } from '../../../../functions/meter/shard/shard-head-store.ts';
import { plain, sum } from '../../../../functions/money/decimal.ts';
import { allMeters, CountedWorld, customer, meters, used } from '../../meter/counted-world.ts';
import { day, everyLine, inTime, late, play, repair, steps } from '../evidence-world.ts';

vi.mock('../../../../functions/catalog/meter/meter-store.ts', () => ({
  requireMeter: async (key: string) => allMeters.find((meter) => meter.key === key),
}));

let world = new CountedWorld();
const byKind = { groupPrices: { property: 'kind', prices: { a: { unitAmount: '10' } } } };

const rowsOf = async (line: InvoiceLine) => {
  const [claim] = claimsOf({ lines: [line] });
  const meter = allMeters.find(({ key }) => key === line.meter);
  if (claim === undefined || meter === undefined) throw new Error('the line has no usage');
  return evidenceRows(claim, meter);
};

const shown = async (line: InvoiceLine) =>
  (await rowsOf(line)).map(({ kind, id, quantity, counted }) => `${kind} ${id}: ${plain(quantity)}, ${plain(counted)}`);

beforeEach(() => {
  world = new CountedWorld();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const some = [used('a', 1, '5'), used('b', 1, '0.5', 'bob'), used('c', 3, '7', 'cid', 'b'), used('d', 3, '-2')];

describe('what each event adds to the line', () => {
  it.each([
    ['a sum: all of them, 10.5', meters.total, ['5', '0.5', '7', '-2']],
    ['a count: each once, 4', meters.events, ['1', '1', '1', '1']],
    ['a peak: the highest, 7', meters.peak, ['0', '0', '7', '0']],
    ['a floor: the lowest, −2', meters.floor, ['0', '0', '0', '-2']],
    ['the latest', meters.last, ['0', '0', '0', '-2']],
    ['users: ann, bob and cid, the first of each; d is of ann', meters.users, ['1', '1', '1', '0']],
  ] as const)('of %s', async (_, meter, expected) => {
    await world.count(some);
    const rows = await rowsOf(await inTime({ meter }));
    expect(rows.map(({ id, counted }) => [id, plain(counted)])).toEqual(
      ['a', 'b', 'c', 'd'].map((id, at) => [id, expected[at]]),
    );
  });

  it('a void takes it back; a late one on the line of its epoch: peak 5 − 7 = − 2', async () => {
    await world.count(some);
    await closeThrough(customer, day.end);
    await world.takeBack('c');
    const after = plusHours(day.end, 24);
    expect(await shown(await late({ meter: meters.total }, day.end, after))).toEqual(['void c: -7, -7']);
    expect(await shown(await late({ meter: meters.peak }, day.end, after))).toEqual(['void c: -7, -2']);
    expect(await shown(await late({ meter: meters.users }, day.end, after))).toEqual(['void c: -1, -1']);
    expect(await shown(await inTime({ meter: meters.peak }))).toHaveLength(4);
  });

  it('what was mended is a row of its own: 10.5 − 1.5 in time, and 1.5 late', async () => {
    await world.count(some);
    await closeThrough(customer, day.end);
    world.damage('total#2026-10-03T01:00', { sum: { N: '4' } });
    await repair(world, meters.total);
    const [before, after] = [
      await inTime({ meter: meters.total }),
      await late({ meter: meters.total }, day.end, plusHours(day.end, 24)),
    ];
    expect([plain(before.quantity), plain(after.quantity)]).toEqual(['9', '1.5']);
    expect((await shown(before)).at(-1)).toMatch(/^repair disc_\S+: -1.5, -1.5$/);
    expect(await shown(after)).toEqual([expect.stringMatching(/^repair disc_\S+: 1.5, 1.5$/)]);
  });
});

describe('law: the rows add up to the line', () => {
  it('whatever was counted, closed, split, voided and backfilled, in time and late, priced by group or not', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        world = new CountedWorld();
        const watermarks = await play(world, all);
        const priced: { meter: Meter; groupPrices?: object }[] = [
          ...allMeters.map((meter) => ({ meter })),
          { meter: meters.users, ...byKind },
        ];
        for (const line of await everyLine(watermarks, priced)) {
          const rows = await rowsOf(line);
          expect(plain(sum(rows.map(({ counted }) => counted)))).toBe(plain(line.quantity));
        }
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

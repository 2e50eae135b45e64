import { QueryCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Meter } from '../../../../functions/catalog/meter/meter.ts';
import type { EvidenceRow } from '../../../../functions/invoice/evidence/evidence-row.ts';
import { type EvidenceRows, evidenceRows } from '../../../../functions/invoice/evidence/evidence-rows-service.ts';
import type { InvoiceLine } from '../../../../functions/invoice/invoice.ts';
import { claimsOf } from '../../../../functions/invoice/verify/evidence-claim.ts';
import { plusHours } from '../../../../functions/kernel/instant.ts';
import { daysPartition } from '../../../../functions/meter/log/log-key.ts';
import type { LogPlace } from '../../../../functions/meter/log/log-scan-store.ts';
import { closeThrough } from '../../../../functions/meter/shard/shard-head-store.ts';
import { plain, sum } from '../../../../functions/money/decimal.ts';
import { dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { allMeters, CountedWorld, customer, meters, now, used } from '../../meter/counted-world.ts';
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
  const rows: EvidenceRow[] = [];
  for (let place: LogPlace | null | undefined; place !== null; ) {
    const page: EvidenceRows = await evidenceRows(claim, meter, place ?? null);
    rows.push(...page.rows);
    place = page.next;
  }
  return rows;
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

describe('one call reads a bounded part of the log', () => {
  const days = async (meter: Meter, from: number, to: number) => {
    for (let at = from; at < to; at += 1) await world.count([used(`e${at}`, 1, '2')], [meter], plusHours(now, 24 * at));
  };
  /** Of the batches of a day, not of the list of days. */
  const isOfDay = (command: unknown): boolean =>
    command instanceof QueryCommand &&
    command.input.ExpressionAttributeValues?.[':partition']?.S?.startsWith(daysPartition(customer)) === false;
  const pagesOf = async (meter: Meter) => {
    const line = await inTime({ meter });
    const [claim] = claimsOf({ lines: [line] });
    if (claim === undefined) throw new Error('the line has no usage');
    const pages: { readonly queries: number; readonly rows: readonly EvidenceRow[] }[] = [];
    for (let place: LogPlace | null | undefined; place !== null; ) {
      vi.mocked(dynamo.send).mockClear();
      const page: EvidenceRows = await evidenceRows(claim, meter, place ?? null);
      const queries = vi.mocked(dynamo.send).mock.calls.filter(([command]) => isOfDay(command)).length;
      pages.push({ queries, rows: page.rows });
      place = page.next;
    }
    return pages;
  };

  it('of 70 days behind a sum: pages of 32 days, which together count 140', async () => {
    await days(meters.total, 0, 70);
    const pages = await pagesOf(meters.total);
    expect(pages.map(({ queries, rows }) => [queries, rows.length])).toEqual([
      [32, 32],
      [32, 32],
      [6, 6],
    ]);
    expect(plain(sum(pages.flatMap(({ rows }) => rows.map(({ counted }) => counted))))).toBe('140');
  });

  it('400 days behind a maximum in one page, 401 not at all', async () => {
    await days(meters.peak, 0, 400);
    expect((await pagesOf(meters.peak)).map(({ rows }) => rows.length)).toEqual([400]);
    await days(meters.peak, 400, 401);
    await expect(pagesOf(meters.peak)).rejects.toMatchObject({ code: 'evidence_too_large', kind: 'too_large' });
  });
});

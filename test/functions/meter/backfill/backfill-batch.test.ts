import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { plusHours, plusMilliseconds } from '../../../../functions/kernel/instant.ts';
import { isForBackfill } from '../../../../functions/meter/backfill/backfill-batch.ts';
import { commitPiece } from '../../../../functions/meter/backfill/backfill-store.ts';
import { newBatchId } from '../../../../functions/meter/counter/batch-id.ts';
import { compareWithLog } from '../../../../functions/meter/recount/recount-service.ts';
import { closeThrough, setShards } from '../../../../functions/meter/shard/shard-head-store.ts';
import { allMeters, CountedWorld, customer, first, meters, range, used } from '../counted-world.ts';

let world = new CountedWorld();
const recounting = { meters: allMeters, minutes: 60 as const, range };
const isRight = async () => (await compareWithLog(customer, recounting)).differences.map(({ counter }) => counter);

beforeEach(() => {
  world = new CountedWorld();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const some = [used('a', 1, '5'), used('b', 1, '0.5', 'bob'), used('c', 3, '7', 'cid', 'b'), used('d', 3, '-2')];

describe('a meter made later counts what the log has', () => {
  it.each(
    Object.values(meters)
      .slice(1)
      .map((meter) => [meter.key, meter] as const),
  )('%s: its counters are what they would be had it been there from the start', async (_, later) => {
    await world.count(some, [meters.total]);
    await world.count([used('e', 5, '9')], [meters.total]);
    expect(await world.backfill(later)).toBe(5);
    const filled = world.counters();
    world = new CountedWorld();
    await world.count([...some, used('e', 5, '9')], [meters.total, later]);
    expect(filled).toEqual(world.counters());
  });

  it('a second backfill changes nothing, nor does one of what consumers counted', async () => {
    await world.count(some, [meters.total]);
    await world.count([used('e', 5, '9')], allMeters);
    expect(await world.backfill(meters.events)).toBe(4);
    const once = world.counters();
    expect(await world.backfill(meters.events)).toBe(4);
    expect(world.counters()).toEqual(once);
    expect(once.get('events#2026-10-03T05:00')).toEqual({ sum: { N: '1' }, events: { N: '1' } });
  });

  it('1,000 values of unique_count take eleven transactions, each with at most 100 actions', async () => {
    await world.count(
      Array.from({ length: 1000 }, (_, n) => used(`e${n}`, 1, '1', `user ${n}`)),
      [meters.total],
    );
    const commit = vi.fn(commitPiece);
    expect(await world.backfill(meters.users, commit)).toBe(1000);
    expect(commit.mock.calls.map(([{ changes }]) => changes.length)).toEqual([...Array(10).fill(98), 20]);
    expect(await isRight()).toEqual([]);
  });

  it('an answer that is lost is settled by the batch itself: counted once', async () => {
    await world.count(some, [meters.total]);
    const lossy = vi.fn(async (...given: Parameters<typeof commitPiece>) => {
      await commitPiece(...given);
      return 'unknown' as const;
    });
    expect(await world.backfill(meters.events, lossy)).toBe(4);
    expect(lossy).toHaveBeenCalledTimes(1);
    expect(await isRight()).toEqual([]);
  });

  it('a batch that its counters cannot hold is left out, and told: 10^37 and 0.1 in one hour; others are counted', async () => {
    await world.count([used('huge', 1, `1${'0'.repeat(37)}`), used('tenth', 1, '0.1')], [meters.events]);
    await world.count([used('seven', 3, '7')], [meters.events]);
    expect(await world.backfill(meters.total)).toBe(1);
    expect(world.unreadable).toBe(2);
    expect([...world.counters().keys()].filter((key) => key.startsWith('total'))).toEqual(['total#2026-10-03T03:00']);
    expect(await isRight()).toEqual([]);
  });

  it('while others keep getting in between, it gives up; nothing is counted', async () => {
    await world.count(some, [meters.total]);
    expect(await world.backfill(meters.events, async () => 'busy')).toBeNaN();
    expect([...world.counters().keys()].filter((key) => key.startsWith('events'))).toEqual([]);
  });
});

describe('closed windows stay as they are', () => {
  it('what a closed window had is late, by the watermark of the backfill', async () => {
    await world.count(some, [meters.total]);
    await closeThrough(customer, plusHours(first, 2));
    await world.backfill(meters.events);
    expect([...world.counters().keys()].filter((key) => key.includes('events'))).toEqual([
      'LATE#2026-10-03T02:00#events#2026-10-03T01:00',
      'events#2026-10-03T03:00',
    ]);
    expect(await isRight()).toEqual([]);
  });

  it('a close between two pieces of one batch: each is counted by its own watermark, and recounted so', async () => {
    await world.count(
      Array.from({ length: 150 }, (_, n) => used(`e${n}`, 1, '1', `user ${n}`)),
      [meters.total],
    );
    let pieces = 0;
    await world.backfill(meters.users, async (commit) => {
      const outcome = await commitPiece(commit);
      if (pieces++ === 0) await closeThrough(customer, plusHours(first, 2));
      return outcome;
    });
    const late = [...world.counters().keys()].filter((key) => key.startsWith('LATE#'));
    expect([pieces, late.length]).toEqual([2, 52]);
    expect(await isRight()).toEqual([]);
  });

  it('a customer that was split meanwhile', async () => {
    await world.count(some, [meters.total]);
    await setShards(customer, 4);
    await world.backfill(meters.peak);
    expect(await isRight()).toEqual([]);
  });
});

const now = plusHours(first, 20);

describe('a backfill looks at batches that were begun before the archival, and before its step', () => {
  it.each([
    [-1, null, 0, true],
    [0, null, 0, false],
    [-1, -2, 0, false],
    [-3, -2, 0, true],
    [-2, -2, 0, false],
  ])('a batch of %s ms, a meter that is archived at %s and a step at %s: %s', (batch, archival, step, is) => {
    const archivedAt = archival === null ? null : plusMilliseconds(now, archival);
    const id = newBatchId(plusMilliseconds(now, batch));
    expect(isForBackfill(id, { archivedAt }, plusMilliseconds(now, step))).toBe(is);
  });
});

import { describe, expect, it } from 'vitest';
import type { Meter } from '../../../../functions/catalog/meter/meter.ts';
import { meterKey } from '../../../../functions/kernel/ids.ts';
import { type Instant, parseInstant } from '../../../../functions/kernel/instant.ts';
import { commitBatch } from '../../../../functions/meter/count/commit-batch.ts';
import type {
  BatchState,
  Commit,
  CommitOutcome,
  CountingStore,
} from '../../../../functions/meter/count/counting-port.ts';
import { batchId } from '../../../../functions/meter/counter/batch-id.ts';
import { countingsOf } from '../../../../functions/meter/counter/countings.ts';
import { shardOf } from '../../../../functions/meter/shard/shard.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';
import { jobs, minutes, usageEvent } from '../../ingest/sample.ts';

const now = parseInstant('2026-10-03T15:00:00Z');
const never = async () => {
  throw new TypeError('not asked for by a commit');
};

interface Tables {
  readonly state?: BatchState;
  /** The watermark by try. */
  readonly heads?: readonly Instant[];
  readonly meters?: readonly Meter[];
  readonly shards?: number;
  /** What the greatest is by try. */
  readonly bests?: readonly string[];
}

const commit = async (
  outcomes: readonly CommitOutcome[],
  { state, heads = [], meters = [minutes, jobs], shards = 1, bests = [] }: Tables = {},
) => {
  const commits: Commit[] = [];
  const waits: number[] = [];
  const headsRead: number[] = [];
  const bestsRead: string[] = [];
  const store: CountingStore = {
    ...{ claim: never, readClaims: never, fence: never, takeOver: never, letGo: never, readSums: never },
    readBatch: async () => state,
    readHead: async (_, shard) => {
      headsRead.push(shard);
      return {
        shards: shard === 0 ? shards : 1,
        closedThrough: heads[commits.length] ?? null,
        closedBefore: null,
        billsFrom: null,
        lastLogDay: null,
      };
    },
    readBests: async (_, shard, counters) => {
      bestsRead.push(`${shard} ${counters.join(' ')}`);
      const best = bests[commits.length];
      const entries = counters.map((counter) => [counter, { value: decimal(best ?? '0'), at: null }] as const);
      return new Map(best === undefined ? [] : entries);
    },
    commit: async (one) => {
      commits.push(one);
      return outcomes[commits.length - 1] ?? outcomes.at(-1) ?? 'unknown';
    },
  };
  const countable = countingsOf(usageEvent(), meters, 60);
  const done = await commitBatch(store, usageEvent().customer, [countable], {
    batch: batchId('b'),
    clock: () => now,
    backOff: async (tries) => {
      waits.push(tries);
    },
  });
  return { done, commits, waits, headsRead, bestsRead };
};

describe('a batch is committed once, or its messages come again', () => {
  it('committed at once', async () => {
    const { done, commits, waits } = await commit(['committed']);
    expect({ done, tries: commits.length, waits }).toEqual({ done: true, tries: 1, waits: [] });
    expect(commits[0]?.meters).toEqual(['minutes', 'jobs']);
  });

  it('a conflict or a throttle: the same batch again, after a wait that grows', async () => {
    const { done, commits, waits } = await commit(['busy', 'busy', 'busy', 'committed']);
    expect({ done, waits }).toEqual({ done: true, waits: [1, 2, 3] });
    expect(new Set(commits.map(({ batch }) => batch)).size).toBe(1);
  });

  it('busy for ever: after 8 tries the messages come again', async () => {
    const { done, commits } = await commit(['busy']);
    expect({ done, tries: commits.length }).toEqual({ done: false, tries: 8 });
  });

  it('refused since the watermark moved: routed again by the new one', async () => {
    const noon = parseInstant('2026-10-03T15:00:00Z');
    const { done, commits } = await commit(['refused', 'committed'], {
      heads: [parseInstant('2026-10-03T14:00:00Z'), noon],
    });
    expect(done).toBe(true);
    expect(commits.map(({ changes }) => changes[0]?.counter)).toEqual([
      'minutes#2026-10-03T14:00',
      'LATE#2026-10-03T15:00#minutes#2026-10-03T14:00',
    ]);
    expect(commits[1]?.head.closedThrough).toBe(noon);
  });

  it.each<[CommitOutcome, BatchState, boolean]>([
    ['refused', 'fenced', false],
    ['refused', 'committed', true],
    ['unknown', 'fenced', false],
    ['unknown', 'committed', true],
  ])('%s, and the batch is %s: %s', async (outcome, state, expected) => {
    const { done, commits } = await commit([outcome], { state });
    expect({ done, tries: commits.length }).toEqual({ done: expected, tries: 1 });
  });
});

const peak: Meter = { ...minutes, key: meterKey('peak'), measure: { aggregation: 'max', valueProperty: 'minutes' } };
const counter = 'peak#2026-10-03T14:00';

describe('a counter that keeps a best is read before the commit, which asserts what was read', () => {
  it('nothing there: the commit is told so', async () => {
    const { done, commits, bestsRead } = await commit(['committed'], { meters: [jobs, peak] });
    expect({ done, bestsRead, seen: commits[0]?.seen.size }).toEqual({
      done: true,
      bestsRead: [`0 ${counter}`],
      seen: 0,
    });
  });

  it('a lost race is refused, and the best is read again: 3, then 7', async () => {
    const { done, commits, waits } = await commit(['refused', 'committed'], { meters: [peak], bests: ['3', '7'] });
    expect({ done, waits }).toEqual({ done: true, waits: [1] });
    expect(commits.map(({ seen }) => plain(seen.get(counter)?.value ?? decimal('0')))).toEqual(['3', '7']);
  });

  it('sums alone read no best', async () => {
    expect((await commit(['committed'])).bestsRead).toEqual([]);
  });
});

describe('a busy customer has several shards, and a batch belongs to one of them', () => {
  const shard = shardOf(batchId('b'), 8);

  it('whose watermark it asserts, and where its counters are', async () => {
    const { commits, headsRead, bestsRead } = await commit(['committed'], { meters: [peak], shards: 8 });
    expect(shard).toBeGreaterThan(0);
    expect({ headsRead, bestsRead }).toEqual({ headsRead: [0, shard], bestsRead: [`${shard} ${counter}`] });
    expect(commits[0]?.shard).toBe(shard);
  });

  it('without shards one read is enough', async () => {
    expect((await commit(['committed'])).headsRead).toEqual([0]);
  });
});

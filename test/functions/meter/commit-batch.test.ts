import { describe, expect, it } from 'vitest';
import { type Instant, parseInstant } from '../../../functions/catalog/instant.ts';
import { batchId } from '../../../functions/meter/batch-id.ts';
import { commitBatch } from '../../../functions/meter/commit-batch.ts';
import type { BatchState, Commit, CommitOutcome, CountingStore } from '../../../functions/meter/counting-port.ts';
import { countingsOf } from '../../../functions/meter/countings.ts';
import { jobs, minutes, usageEvent } from '../ingest/sample.ts';

const now = parseInstant('2026-10-03T15:00:00Z');
const never = async () => {
  throw new TypeError('not asked for by a commit');
};

const commit = async (
  outcomes: readonly CommitOutcome[],
  { state, heads = [] }: { state?: BatchState; heads?: readonly Instant[] } = {},
) => {
  const commits: Commit[] = [];
  const waits: number[] = [];
  const store: CountingStore = {
    ...{ claim: never, readClaims: never, fence: never, takeOver: never },
    readBatch: async () => state,
    readHead: async () => ({ closedThrough: heads[commits.length] ?? null, lastLogDay: null }),
    commit: async (one) => {
      commits.push(one);
      return outcomes[commits.length - 1] ?? outcomes.at(-1) ?? 'unknown';
    },
  };
  const countable = countingsOf(usageEvent(), [minutes, jobs]);
  const done = await commitBatch(store, usageEvent().customer, countable.ok ? [countable] : [], {
    batch: batchId('b'),
    clock: () => now,
    backOff: async (tries) => {
      waits.push(tries);
    },
  });
  return { done, commits, waits };
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
    expect(commits.map(({ increments }) => increments[0]?.counter)).toEqual([
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

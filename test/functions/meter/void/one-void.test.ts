import { describe, expect, it } from 'vitest';
import type { Meter } from '../../../../functions/catalog/meter/meter.ts';
import { claimKeyOf } from '../../../../functions/ingest/usage-event.ts';
import { customerId, meterKey } from '../../../../functions/kernel/ids.ts';
import { type Instant, parseInstant, plusMilliseconds } from '../../../../functions/kernel/instant.ts';
import { batchId } from '../../../../functions/meter/counter/batch-id.ts';
import { packEntry } from '../../../../functions/meter/log/log-entry.ts';
import {
  type VoidCommit,
  type VoidRecord,
  type VoidStore,
  voidEvent,
} from '../../../../functions/meter/void/void-event.ts';
import { plain } from '../../../../functions/money/decimal.ts';
import { jobs, minutes, usageEvent } from '../../ingest/sample.ts';

const noon = parseInstant('2026-10-03T12:00:00Z');
const now = parseInstant('2026-11-02T00:00:00Z');
const customer = customerId('cust_8821');
const most: Meter = { ...minutes, key: meterKey('most'), measure: { aggregation: 'max', valueProperty: 'minutes' } };

interface World {
  readonly time?: Instant;
  readonly closedThrough?: Instant | null;
  /** The meters of the type. */
  readonly meters?: readonly Meter[];
  /** Those that had counted the batch. */
  readonly counted?: readonly Meter[];
  readonly batch?: 'fenced' | undefined;
  /** How many commits are refused before one is taken. */
  readonly refused?: number;
  readonly voided?: VoidRecord;
}

/** Takes the second of two events of a batch back, and says what was asked. */
const takenBack = async (world: World) => {
  const { time = noon, closedThrough = null, meters = [minutes], counted = meters, refused = 0 } = world;
  const [first, second] = [usageEvent({ id: 'a', time }), usageEvent({ id: 'b', time })];
  const commits: VoidCommit[] = [];
  const pauses: number[] = [];
  const batch = {
    ...{ id: batchId('batch'), customer, packed: packEntry([first, second]), closedThrough: null },
    ...{ meters: counted.map(({ key }) => key), piecesOf: () => [], voids: new Map() },
  };
  const store: VoidStore = {
    readOwner: async (key) => (key === claimKeyOf(second) ? { owner: batch.id, customer } : undefined),
    readBatch: async () => ('batch' in world ? world.batch : batch),
    readVoid: async () => world.voided,
    readHead: async () => ({ closedThrough, shards: 2, voids: 0, billsFrom: null }),
    readCounters: async () => [{ shard: 1, events: '2', best: null }],
    recount: async () => undefined,
    commit: async (commit) => {
      commits.push(commit);
      return commits.length > refused ? 'committed' : 'busy';
    },
  };
  const voiding = { store, metersOf: () => meters, windowMinutes: 60, clock: () => now } as const;
  const backOff = async (tries: number): Promise<void> => {
    pauses.push(tries);
  };
  const record = await voidEvent({ ...voiding, backOff }, { source: second.source, id: second.id }, 'wrong');
  return { record, commits, pauses };
};
const changesOf = async (world: World) =>
  (await takenBack(world)).commits.flatMap(({ changes }) =>
    changes.map((change) => [change.kind, change.counter, change.shard, plain(change.events)]),
  );

describe('whether a void comes late', () => {
  it.each([
    [plusMilliseconds(noon, -1), true, 'the last instant that is closed'],
    [noon, false, 'the first that is not'],
    [plusMilliseconds(noon, 1), false, 'after it'],
  ])('an event of %s, with all closed through 12:00: %s, %s', async (time, late) => {
    expect((await takenBack({ time, closedThrough: noon })).record).toMatchObject({ late, closedThrough: noon });
  });

  it('while nothing is closed: no', async () => {
    expect((await takenBack({})).record).toMatchObject({ late: false, closedThrough: null });
  });

  it('it then lowers the late counter', async () => {
    const late = { time: plusMilliseconds(noon, -1), closedThrough: noon };
    expect(await changesOf(late)).toEqual([['subtract', 'LATE#2026-10-03T12:00#minutes#2026-10-03T11:00', 0, '-1']]);
    expect(await changesOf({ closedThrough: noon })).toEqual([['subtract', 'minutes#2026-10-03T12:00', 0, '-1']]);
  });
});

describe('what a void undoes', () => {
  it('is what the meters had counted: of two, of which one had, that one', async () => {
    const { record, commits } = await takenBack({ meters: [minutes, jobs], counted: [jobs] });
    expect(record.meters).toEqual(['jobs']);
    expect(commits.map(({ meters, index }) => [meters.length, index])).toEqual([[2, 1]]);
    expect(await changesOf({ meters: [minutes, jobs], counted: [jobs] })).toEqual([
      ['subtract', 'jobs#2026-10-03T12:00', 0, '-1'],
    ]);
  });

  it('is one of several meters each: a sum is lowered, a maximum is replaced in the shard that has it', async () => {
    expect(await changesOf({ meters: [minutes, most] })).toEqual([
      ['subtract', 'minutes#2026-10-03T12:00', 0, '-1'],
      ['replace', 'most#2026-10-03T12:00', 1, '-1'],
    ]);
  });

  it('is written down with its reason', async () => {
    const { record } = await takenBack({});
    expect(record).toMatchObject({ id: 'b', source: 'transcoder', customer, voidedAt: now, reason: 'wrong' });
  });

  it('is nothing where it was void before: the answer is that record', async () => {
    const { record } = await takenBack({});
    const again = await takenBack({ voided: { ...record, reason: 'first' } });
    expect([again.record.reason, again.commits]).toEqual(['first', []]);
  });
});

describe('where others write the same counters', () => {
  it('it is tried up to eight times, with a pause before each but the first', async () => {
    expect((await takenBack({ refused: 7 })).pauses).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await expect(takenBack({ refused: 8 })).rejects.toMatchObject({ code: 'counters_busy' });
  });
});

describe('an event that is not counted', () => {
  it.each(['fenced' as const, undefined])('since its batch is %s, cannot be taken back yet', async (batch) => {
    await expect(takenBack({ batch })).rejects.toMatchObject({ code: 'event_not_counted' });
  });
});

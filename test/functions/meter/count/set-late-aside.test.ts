import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { claimKeyOf, type UsageEvent } from '../../../../functions/ingest/usage-event.ts';
import { type Instant, parseInstant, plusMilliseconds } from '../../../../functions/kernel/instant.ts';
import { type Consumption, consume } from '../../../../functions/meter/count/consume.ts';
import type { CountingStore } from '../../../../functions/meter/count/counting-port.ts';
import { countingStore } from '../../../../functions/meter/count/counting-store.ts';
import { newBatchId } from '../../../../functions/meter/counter/batch-id.ts';
import { headKey } from '../../../../functions/meter/shard/shard-head.ts';
import { minutes, usageEvent } from '../../ingest/sample.ts';
import { FakeDynamo } from '../fake-dynamo.ts';

const lease = 60_000;
const october = parseInstant('2026-10-01T00:00:00Z');
const november = parseInstant('2026-11-01T00:00:00Z');
const inSeptember = (id: string) => usageEvent({ id, time: plusMilliseconds(october, -1) });
const inOctober = (id: string) => usageEvent({ id, time: october });

let world = new FakeDynamo();
let now = parseInstant('2026-11-02T00:00:00Z');

const close = (to: Instant): void => {
  const Key = headKey(usageEvent().customer, 0);
  const values = { ExpressionAttributeValues: { ':to': { S: to } } };
  world.execute(
    new UpdateItemCommand({ TableName: 'usage', Key, UpdateExpression: 'SET closedThrough = :to', ...values }),
  );
};

type Around = (store: CountingStore) => Partial<CountingStore>;

const deliver = async (
  latePolicy: 'bill_next' | 'reject',
  events: readonly UsageEvent[],
  around: Around = () => ({}),
): Promise<Consumption> => {
  const tables = { claims: 'claims', log: 'log', usage: 'usage', claimDays: 400 };
  const send = async (command: unknown) => world.execute(command);
  const store = countingStore({ send: send as DynamoDBClient['send'] }, tables);
  return consume(
    {
      ...{ store: { ...store, ...around(store) }, metersOf: () => [minutes], windowMinutes: 60, lease, latePolicy },
      ...{ clock: () => now, newBatch: () => newBatchId(now), backOff: async () => undefined },
      report: (error) => {
        throw error;
      },
    },
    events,
  );
};

const fates = ({ counted, duplicates, conflicts, late, undecided }: Consumption) => ({
  counted: counted.map(({ event }) => event.id),
  duplicates: duplicates.map(({ id }) => id),
  conflicts: conflicts.map(({ event }) => event.id),
  late: late.map(({ id }) => id),
  undecided: undecided.map(({ id }) => id),
});
const none = { counted: [], duplicates: [], conflicts: [], late: [], undecided: [] };
const counters = () =>
  world
    .items('usage')
    .filter(({ sk }) => sk?.S !== 'HEAD')
    .map(({ sk, sum }) => `${sk?.S}: ${sum?.N}`);
const claims = () => world.items('claims').map(({ pk }) => pk?.S);

beforeEach(() => {
  world = new FakeDynamo();
  now = parseInstant('2026-11-02T00:00:00Z');
  close(october);
});

describe('where late events are refused', () => {
  it('one of a closed window is neither claimed nor counted; the others of its message are', async () => {
    expect(fates(await deliver('reject', [inSeptember('a'), inOctober('b')]))).toEqual({
      ...none,
      ...{ counted: ['b'], late: ['a'] },
    });
    expect(claims()).toEqual([claimKeyOf(inOctober('b'))]);
    expect(counters()).toEqual(['minutes#2026-10-01T00:00: 5']);
  });

  it('and of 250 of closed windows, each is', async () => {
    const many = Array.from({ length: 250 }, (_, at) => inSeptember(`e${at}`));
    expect(fates(await deliver('reject', many))).toEqual({ ...none, late: many.map(({ id }) => id) });
    expect(claims()).toEqual([]);
  });

  it('under the other policy it comes back and is counted late', async () => {
    await deliver('reject', [inSeptember('a')]);
    expect(fates(await deliver('bill_next', [inSeptember('a')]))).toEqual({ ...none, counted: ['a'] });
    expect(counters()).toEqual(['LATE#2026-10-01T00:00#minutes#2026-09-30T23:00: 5']);
  });

  it('one that was counted in time is a duplicate when it comes again, and with other content a conflict', async () => {
    await deliver('reject', [inOctober('a')]);
    close(november);
    expect(fates(await deliver('reject', [inOctober('a')]))).toEqual({ ...none, duplicates: ['a'] });
    const other = { ...inOctober('a'), hash: 'another' };
    expect(fates(await deliver('reject', [other]))).toEqual({ ...none, conflicts: ['a'] });
  });
});

describe('a period that is closed between claim and commit', () => {
  const closing: Around = (store) => ({
    claim: async (...given) => {
      const claimed = await store.claim(...given);
      close(november);
      return claimed;
    },
  });

  it('its event is not counted, and comes again; then it is refused, whoever has the claim', async () => {
    expect(fates(await deliver('reject', [inOctober('a')], closing))).toEqual({ ...none, undecided: ['a'] });
    expect(fates(await deliver('reject', [inOctober('a')]))).toEqual({ ...none, late: ['a'] });
    expect(counters()).toEqual([]);
  });

  it('what was to be committed with it is counted: the batch of both was given up', async () => {
    const open = usageEvent({ id: 'b', time: november });
    expect(fates(await deliver('reject', [inOctober('a'), open], closing)).undecided).toEqual(['a', 'b']);
    expect(fates(await deliver('reject', [inOctober('a'), open]))).toEqual({ ...none, late: ['a'], counted: ['b'] });
    expect(fates(await deliver('reject', [open]))).toEqual({ ...none, duplicates: ['b'] });
    expect(counters()).toEqual(['minutes#2026-11-01T00:00: 5']);
  });

  it('its id is free again: a corrected event may have it', async () => {
    await deliver('reject', [inOctober('a')], closing);
    await deliver('reject', [inOctober('a')]);
    const corrected = usageEvent({ id: 'a', time: november, data: { minutes: '7' } });
    expect(fates(await deliver('reject', [corrected]))).toEqual({ ...none, counted: ['a'] });
    expect(fates(await deliver('reject', [inOctober('a')]))).toEqual({ ...none, conflicts: ['a'] });
    expect(counters()).toEqual(['minutes#2026-11-01T00:00: 7']);
  });

  it('a refused event that had a claim is counted under the other policy', async () => {
    await deliver('reject', [inOctober('a')], closing);
    await deliver('reject', [inOctober('a')]);
    expect(fates(await deliver('bill_next', [inOctober('a')]))).toEqual({ ...none, counted: ['a'] });
    expect(counters()).toEqual(['LATE#2026-11-01T00:00#minutes#2026-10-01T00:00: 5']);
  });
});

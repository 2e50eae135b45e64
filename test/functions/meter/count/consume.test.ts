import { type DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Meter } from '../../../../functions/catalog/meter/meter.ts';
import { meterToWire } from '../../../../functions/catalog/meter/meter-wire.ts';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { parseInstant, plusHours } from '../../../../functions/kernel/instant.ts';
import { consume } from '../../../../functions/meter/count/consume.ts';
import { countingStore } from '../../../../functions/meter/count/counting-store.ts';
import { newBatchId } from '../../../../functions/meter/counter/batch-id.ts';
import { usageSoFar } from '../../../../functions/meter/usage/usage-service.ts';
import { voidEvent } from '../../../../functions/meter/void/void-event.ts';
import { voidStore } from '../../../../functions/meter/void/void-store.ts';
import { plain } from '../../../../functions/money/decimal.ts';
import { documents, dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { minutes, usageEvent } from '../../ingest/sample.ts';
import { FakeDynamo } from '../fake-dynamo.ts';

const hour = parseInstant('2026-10-03T14:00:00Z');
const now = plusHours(hour, 1);
const { customer } = usageEvent();
let world = new FakeDynamo();
let beforeCommit: () => Promise<unknown> = async () => undefined;

beforeEach(() => {
  world = new FakeDynamo();
  beforeCommit = async () => undefined;
  for (const table of ['CLAIMS', 'LOG', 'USAGE', 'CATALOG']) vi.stubEnv(`${table}_TABLE`, table.toLowerCase());
  vi.spyOn(dynamo, 'send').mockImplementation((async (command: unknown) =>
    world.execute(command)) as typeof dynamo.send);
  vi.spyOn(documents, 'send').mockImplementation(async () => ({}));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const common = { windowMinutes: 60 as const, clock: () => now, backOff: async () => undefined };
const send = (async (command: unknown) => {
  if (command instanceof TransactWriteItemsCommand) {
    const first = beforeCommit;
    beforeCommit = async () => undefined;
    await first();
  }
  return world.execute(command);
}) as DynamoDBClient['send'];
const consumerOf = (meter: Meter, client: Pick<DynamoDBClient, 'send'> = { send }) => ({
  ...common,
  store: countingStore(client, { claims: 'claims', log: 'log', usage: 'usage', claimDays: 400 }),
  metersOf: () => [meter],
  newBatch: () => newBatchId(now),
  lease: 60_000,
  report: (error: unknown) => {
    throw error;
  },
});
const used = (id: string, amount: string, whose = customer) =>
  usageEvent({ id, customer: whose, data: { minutes: amount } });
const count = (meter: Meter, id: string, amount: string) => consume(consumerOf(meter), [used(id, amount)]);
const takeBack = (meter: Meter, id: string) =>
  voidEvent({ ...common, store: voidStore(60, 400), metersOf: () => [meter] }, { source: 'transcoder', id }, null);
const total = async (meter: Meter) => {
  vi.spyOn(documents, 'send').mockImplementation((async (command: unknown) =>
    command instanceof GetCommand ? { Item: meterToWire(meter) } : {}) as typeof documents.send);
  return plain((await usageSoFar(customer, meter.key, hour, now)).total);
};

describe('between a consumer’s read of a best and its commit', () => {
  const peak: Meter = { ...minutes, measure: { aggregation: 'max', valueProperty: 'minutes' } };
  const floor: Meter = { ...minutes, measure: { aggregation: 'min', valueProperty: 'minutes' } };

  it.each([
    ['max', peak, '7', '3'],
    ['min', floor, '3', '7'],
  ])('the better one may be voided: the %s is then the other', async (_, meter, better, other) => {
    await count(meter, 'a', better);
    beforeCommit = () => takeBack(meter, 'a');
    expect((await count(meter, 'b', other)).counted).toHaveLength(1);
    expect(await total(meter)).toBe(other);
  });

  it('a better one may come: both are counted, and it stays', async () => {
    await count(peak, 'a', '1');
    beforeCommit = () => count(peak, 'b', '9');
    expect((await count(peak, 'c', '5')).counted).toHaveLength(1);
    expect(await total(peak)).toBe('9');
  });

  it('the first ones may meet: the greater stays', async () => {
    beforeCommit = () => count(peak, 'b', '9');
    expect((await count(peak, 'c', '5')).counted).toHaveLength(1);
    expect(await total(peak)).toBe('9');
  });
});

describe('a sum of more than 38 digits cannot be kept: 10^37 and 0.1 in one hour', () => {
  const huge = `1${'0'.repeat(37)}`;
  const fates = ({ counted, duplicates, uncountable, undecided }: Awaited<ReturnType<typeof consume>>) => ({
    counted: counted.map(({ event }) => event.id).toSorted(),
    duplicates: duplicates.map(({ id }) => id),
    uncountable: uncountable.map(({ event, mistake }) => `${event.id} ${mistake.code}`),
    undecided: undecided.map(({ id }) => id),
  });
  const none = { counted: [], duplicates: [], uncountable: [], undecided: [] };

  it('the event that does not fit is set aside; what came with it and what others sent is counted', async () => {
    await count(minutes, 'huge', huge);
    const other = customerId('cust_other');
    const delivery = [used('five', '5'), used('tenth', '0.1'), used('seven', '7'), used('theirs', '0.1', other)];
    expect(fates(await consume(consumerOf(minutes), delivery))).toEqual({
      ...none,
      ...{ counted: ['five', 'seven', 'theirs'], uncountable: ['tenth sum_too_precise'] },
    });
    expect(await total(minutes)).toBe(`1${'0'.repeat(35)}12`);
  });

  it('in one delivery the first fits, and the second does not', async () => {
    expect(fates(await consume(consumerOf(minutes), [used('huge', huge), used('tenth', '0.1')]))).toEqual({
      ...none,
      ...{ counted: ['huge'], uncountable: ['tenth sum_too_precise'] },
    });
  });

  it('redriven it is set aside again, until what is out of proportion is void; then it is counted once', async () => {
    await count(minutes, 'huge', huge);
    for (let redrives = 0; redrives < 3; redrives++)
      expect(fates(await count(minutes, 'tenth', '0.1'))).toEqual({ ...none, uncountable: ['tenth sum_too_precise'] });
    await takeBack(minutes, 'huge');
    expect(fates(await count(minutes, 'tenth', '0.1'))).toEqual({ ...none, counted: ['tenth'] });
    expect(fates(await count(minutes, 'tenth', '0.1'))).toEqual({ ...none, duplicates: ['tenth'] });
    expect(await total(minutes)).toBe('0.1');
  });

  it('a corrected event may have its id: it is counted once, and the first content is a conflict from then on', async () => {
    await count(minutes, 'huge', huge);
    await count(minutes, 'tenth', '0.1');
    expect(fates(await count(minutes, 'tenth', '1'))).toEqual({ ...none, counted: ['tenth'] });
    expect(fates(await count(minutes, 'tenth', '1'))).toEqual({ ...none, duplicates: ['tenth'] });
    const { conflicts } = await count(minutes, 'tenth', '0.1');
    expect(conflicts.map(({ event }) => event.data)).toEqual([{ minutes: '0.1' }]);
    expect(await total(minutes)).toBe(`1${'0'.repeat(36)}1`);
  });

  it('both contents in one delivery: the first is set aside, the second is counted', async () => {
    await count(minutes, 'huge', huge);
    expect(fates(await consume(consumerOf(minutes), [used('tenth', '0.1'), used('tenth', '1')]))).toEqual({
      ...none,
      ...{ counted: ['tenth'], uncountable: ['tenth sum_too_precise'] },
    });
  });

  it('while it is set aside it is nowhere: it cannot be void', async () => {
    await count(minutes, 'huge', huge);
    await count(minutes, 'tenth', '0.1');
    await expect(takeBack(minutes, 'tenth')).rejects.toMatchObject({ code: 'event_not_found' });
  });

  it('whichever call the consumer ends at: delivered again, the rest is counted once, and the event is set aside', async () => {
    for (let end = 0; end < 24; end++) {
      world = new FakeDynamo();
      await count(minutes, 'huge', huge);
      let calls = 0;
      const dying = (async (command: unknown) => {
        const answer = world.execute(command);
        if (calls++ >= end) throw new Error('killed');
        return answer;
      }) as DynamoDBClient['send'];
      const delivery = [used('five', '5'), used('tenth', '0.1')];
      await consume({ ...consumerOf(minutes, { send: dying }), report: () => undefined }, delivery);
      const later = plusHours(now, 1);
      const again = { ...consumerOf(minutes), clock: () => later, newBatch: () => newBatchId(later) };
      const { uncountable, undecided } = fates(await consume(again, delivery));
      expect({ end, uncountable, undecided }).toEqual({ end, uncountable: ['tenth sum_too_precise'], undecided: [] });
      expect(await total(minutes)).toBe(`1${'0'.repeat(36)}5`);
    }
  });
});

describe('the same key more than once in a delivery', () => {
  const lists = ({ counted, duplicates, conflicts, undecided }: Awaited<ReturnType<typeof consume>>) => ({
    counted: counted.map(({ event }) => `${event.id} ${event.data.minutes}`),
    duplicates: duplicates.map(({ id, data }) => `${id} ${data.minutes}`),
    conflicts: conflicts.map(({ event }) => `${event.id} ${event.data.minutes}`),
    undecided: undecided.map(({ id, data }) => `${id} ${data.minutes}`),
  });
  const none = { counted: [], duplicates: [], conflicts: [], undecided: [] };
  const twice = [used('a', '5'), used('a', '5')];

  it('with the same content is counted once: 5 + 3, and two duplicates', async () => {
    expect(lists(await consume(consumerOf(minutes), [...twice, used('b', '3'), used('a', '5')]))).toEqual({
      ...none,
      ...{ counted: ['a 5', 'b 3'], duplicates: ['a 5', 'a 5'] },
    });
    expect(await total(minutes)).toBe('8');
  });

  it('with another content is a conflict with the first, also when that one comes again', async () => {
    const delivery = [used('a', '5'), used('a', '7'), used('a', '5'), used('a', '9')];
    expect(lists(await consume(consumerOf(minutes), delivery))).toEqual({
      ...none,
      ...{ counted: ['a 5'], duplicates: ['a 5'], conflicts: ['a 7', 'a 9'] },
    });
    expect(await total(minutes)).toBe('5');
  });

  it('is as undecided as the first where that has to come again', async () => {
    const late = { ...consumerOf(minutes), hasTime: () => false };
    expect(lists(await consume(late, twice))).toEqual({ ...none, undecided: ['a 5', 'a 5'] });
  });
});

describe('a delivery that cannot be counted', () => {
  it('leaves nothing behind where there is no time for it', async () => {
    const { undecided } = await consume({ ...consumerOf(minutes), hasTime: () => false }, [used('a', '5')]);
    expect(undecided).toHaveLength(1);
    expect(['claims', 'log', 'usage'].map((table) => world.items(table))).toEqual([[], [], []]);
    expect((await consume({ ...consumerOf(minutes), hasTime: () => true }, [used('a', '5')])).counted).toHaveLength(1);
  });

  it('is reported, once a batch, with its error', async () => {
    const outage = new Error('socket hang up');
    const client = { send: (() => Promise.reject(outage)) as DynamoDBClient['send'] };
    const reported: unknown[] = [];
    const consumer = { ...consumerOf(minutes, client), report: (error: unknown) => reported.push(error) };
    expect((await consume(consumer, [used('a', '5'), used('b', '3')])).undecided).toHaveLength(2);
    expect(reported).toEqual([outage]);
  });

  it('commits no batch where all of it was counted before', async () => {
    await count(minutes, 'a', '5');
    const before = world.items('log').length;
    expect((await count(minutes, 'a', '5')).duplicates).toHaveLength(1);
    expect(world.items('log')).toHaveLength(before);
  });
});

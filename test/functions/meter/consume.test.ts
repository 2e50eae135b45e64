import { type DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseInstant, plusHours } from '../../../functions/catalog/instant.ts';
import { type Meter, meterToWire } from '../../../functions/catalog/meter.ts';
import { newBatchId } from '../../../functions/meter/batch-id.ts';
import { consume } from '../../../functions/meter/consume.ts';
import { countingStore } from '../../../functions/meter/store.ts';
import { usageSoFar } from '../../../functions/meter/usage-store.ts';
import { voidEvent } from '../../../functions/meter/void-event.ts';
import { voidStore } from '../../../functions/meter/void-store.ts';
import { plain } from '../../../functions/money/decimal.ts';
import { documents, dynamo } from '../../../functions/platform/dynamo.ts';
import { minutes, usageEvent } from '../ingest/sample.ts';
import { FakeDynamo } from './fake-dynamo.ts';

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
const count = (meter: Meter, id: string, amount: string) =>
  consume(
    {
      ...common,
      store: countingStore({ send }, { claims: 'claims', log: 'log', usage: 'usage', claimDays: 400 }),
      metersOf: () => [meter],
      newBatch: () => newBatchId(now),
      lease: 60_000,
      report: (error) => {
        throw error;
      },
    },
    [usageEvent({ id, data: { minutes: amount } })],
  );
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

import {
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import {
  closedThroughOf,
  closeThrough,
  setShards,
  shardsOf,
} from '../../../../functions/meter/shard/shard-head-store.ts';
import { dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { FakeDynamo } from '../fake-dynamo.ts';

vi.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const customer = customerId('cust_8821');
const october = parseInstant('2026-10-01T00:00:00Z');
const november = parseInstant('2026-11-01T00:00:00Z');
let world = new FakeDynamo();
/** What happens just before the next write. */
let between: (() => Promise<void>)[] = [];
let writes: string[] = [];

/** The watermark of every partition that has one or could have. */
const watermarks = () =>
  Object.fromEntries(world.items('usage').map(({ pk, closedThrough }) => [pk?.S, closedThrough?.S?.slice(0, 10)]));

beforeEach(() => {
  world = new FakeDynamo();
  between = [];
  writes = [];
  vi.stubEnv('USAGE_TABLE', 'usage');
  vi.spyOn(dynamo, 'send').mockImplementation((async (command: unknown) => {
    if (command instanceof UpdateItemCommand || command instanceof TransactWriteItemsCommand) {
      await between.shift()?.();
      writes.push(command.constructor.name);
    }
    return world.execute(command);
  }) as typeof dynamo.send);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('a customer who never closed has one shard and no watermark', () => {
  it('which is read without writing anything', async () => {
    expect(await closedThroughOf(customer)).toBeNull();
    expect(await shardsOf(customer)).toBe(1);
    expect(writes).toEqual([]);
  });
});

describe('closing moves the watermark forward, never back', () => {
  it('to October, to November, and stays', async () => {
    await closeThrough(customer, october);
    await closeThrough(customer, november);
    await closeThrough(customer, october);
    await closeThrough(customer, november);
    expect(await closedThroughOf(customer)).toBe(november);
    expect(writes).toHaveLength(2);
  });

  it('that another close goes further meanwhile changes nothing', async () => {
    between = [() => closeThrough(customer, november)];
    await closeThrough(customer, october);
    expect(await closedThroughOf(customer)).toBe(november);
  });
});

describe('splitting gives each new shard a copy of the watermark', () => {
  it('of none before the first close', async () => {
    await setShards(customer, 3);
    expect(await shardsOf(customer)).toBe(3);
    expect(watermarks()).toEqual({ cust_8821: undefined, 'cust_8821~1': undefined, 'cust_8821~2': undefined });
  });

  it('of the one that stands', async () => {
    await closeThrough(customer, october);
    await setShards(customer, 2);
    expect(watermarks()).toEqual({ cust_8821: '2026-10-01', 'cust_8821~1': '2026-10-01' });
  });

  it('again: the shards that were there keep theirs', async () => {
    await setShards(customer, 2);
    await closeThrough(customer, october);
    await setShards(customer, 3);
    expect(watermarks()).toEqual({ cust_8821: '2026-10-01', 'cust_8821~1': '2026-10-01', 'cust_8821~2': '2026-10-01' });
  });

  it('never into fewer, since they hold counters; into as many changes nothing', async () => {
    await setShards(customer, 3);
    await setShards(customer, 3);
    expect(writes).toHaveLength(1);
    await expect(setShards(customer, 2)).rejects.toMatchObject({ code: 'shards_only_grow' });
    expect(await shardsOf(customer)).toBe(3);
  });
});

describe('closing moves the watermark of all shards at once', () => {
  it('in one transaction', async () => {
    await setShards(customer, 3);
    await closeThrough(customer, october);
    expect(watermarks()).toEqual({ cust_8821: '2026-10-01', 'cust_8821~1': '2026-10-01', 'cust_8821~2': '2026-10-01' });
    expect(writes).toEqual(['TransactWriteItemsCommand', 'TransactWriteItemsCommand']);
  });

  it('those too that a split adds between its read and its write: first split', async () => {
    between = [() => setShards(customer, 2)];
    await closeThrough(customer, october);
    expect(watermarks()).toEqual({ cust_8821: '2026-10-01', 'cust_8821~1': '2026-10-01' });
  });

  it('and split again', async () => {
    await setShards(customer, 2);
    between = [() => setShards(customer, 4)];
    await closeThrough(customer, october);
    expect(Object.values(watermarks())).toEqual(Array(4).fill('2026-10-01'));
  });

  it('a split that a close gets into copies the new watermark', async () => {
    between = [() => closeThrough(customer, october)];
    await setShards(customer, 2);
    expect(watermarks()).toEqual({ cust_8821: '2026-10-01', 'cust_8821~1': '2026-10-01' });
    between = [() => closeThrough(customer, november)];
    await setShards(customer, 3);
    expect(Object.values(watermarks())).toEqual(Array(3).fill('2026-11-01'));
  });

  it('of two splits at once the greater stands', async () => {
    between = [() => setShards(customer, 4)];
    await expect(setShards(customer, 2)).rejects.toMatchObject({ code: 'shards_only_grow' });
    expect(await shardsOf(customer)).toBe(4);
  });
});

describe('a commit of a consumer may be in the way', () => {
  const conflict = new TransactionConflictException({ message: 'ongoing', $metadata: {} });
  const cancelled = new TransactionCanceledException({
    ...{ message: 'cancelled', $metadata: {} },
    CancellationReasons: [{ Code: 'TransactionConflict' }],
  });
  const failing = (error: Error, times: number) => {
    between = Array.from({ length: times }, () => () => Promise.reject(error));
  };

  it('then it is tried again', async () => {
    failing(conflict, 3);
    await closeThrough(customer, october);
    failing(cancelled, 3);
    await setShards(customer, 2);
    failing(cancelled, 3);
    await closeThrough(customer, november);
    expect(watermarks()).toEqual({ cust_8821: '2026-11-01', 'cust_8821~1': '2026-11-01' });
  });

  it('for ever: customer_busy, and nothing has changed', async () => {
    failing(conflict, 100);
    await expect(closeThrough(customer, october)).rejects.toMatchObject({ code: 'customer_busy' });
    failing(cancelled, 100);
    await expect(setShards(customer, 2)).rejects.toMatchObject({ code: 'customer_busy' });
    expect(watermarks()).toEqual({});
  });

  it('another error is one', async () => {
    failing(new Error('no such table'), 1);
    await expect(closeThrough(customer, october)).rejects.toThrow('no such table');
  });
});

import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { nothingBills } from '../../../../functions/meter/shard/shard-head.ts';
import { billFrom, setShards } from '../../../../functions/meter/shard/shard-head-store.ts';
import { marksFor, marksOf, removeMark } from '../../../../functions/meter/shard/unsettled-store.ts';
import { dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { FakeDynamo } from '../fake-dynamo.ts';

const customer = customerId('cust_8821');
const october = parseInstant('2026-10-01T00:00:00Z');
let world = new FakeDynamo();

const count = (counters: readonly string[], token: string, of = customer, shard = 0) => {
  const TransactItems = [...marksFor(of, shard, { billsFrom: october }, counters, token)];
  if (TransactItems.length > 0) world.execute(new TransactWriteItemsCommand({ TransactItems }));
};

beforeEach(() => {
  world = new FakeDynamo();
  vi.stubEnv('USAGE_TABLE', 'usage');
  vi.spyOn(dynamo, 'send').mockImplementation((async (command: unknown) =>
    world.execute(command)) as typeof dynamo.send);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('what is counted for a window that no open period bills leaves a mark', () => {
  it.each([
    ['before it, in time', 'minutes#2026-09-30T23:00', ['minutes']],
    ['before it, late', 'LATE#2026-10-01T00:00#minutes#2026-09-30T23:00', ['minutes']],
    ['at its start', 'minutes#2026-10-01T00:00', []],
    ['late, of the open subscription', 'LATE#2026-11-01T00:00#minutes#2026-10-01T00:00', []],
  ])('%s', async (_, counter, meters) => {
    count([counter], 'batch_1');
    expect((await marksOf(customer)).flatMap((mark) => mark.meters)).toEqual(meters);
  });

  it('none while nobody has said from when on a period bills, and always once none does', () => {
    const counters = ['minutes#2026-09-30T23:00'];
    expect(marksFor(customer, 0, { billsFrom: null }, counters, 'batch_1')).toEqual([]);
    expect(marksFor(customer, 0, { billsFrom: nothingBills }, ['minutes#2030-01-01T00:00'], 'batch_1')).toHaveLength(1);
  });

  it('one for each shard, which collects the meters, and none of another customer', async () => {
    count(['minutes#2026-09-30T23:00'], 'batch_1');
    count(['calls#2026-09-30T23:00', 'late#2026-10-30T23:00'], 'batch_2');
    count(['minutes#2026-09-30T23:00'], 'batch_3', customer, 1);
    count(['minutes#2026-09-30T23:00'], 'batch_4', customerId('cust_8821-b'));
    expect(await marksOf(customer)).toEqual([
      { customer, shard: 'cust_8821', token: 'batch_2', meters: ['minutes', 'calls'] },
      { customer, shard: 'cust_8821~1', token: 'batch_3', meters: ['minutes'] },
    ]);
  });

  it('a mark that was set again since it was read stays', async () => {
    count(['minutes#2026-09-30T23:00'], 'batch_1');
    const [read] = await marksOf(customer);
    if (read === undefined) throw new TypeError('there is a mark');
    count(['minutes#2026-09-30T23:00'], 'batch_2');
    expect(await removeMark(read)).toBe(false);
    for (const mark of await marksOf(customer)) expect(await removeMark(mark)).toBe(true);
    expect(await marksOf(customer)).toEqual([]);
  });
});

describe('from when on a period bills', () => {
  it('is said in all shards at once, and in those that come later; said again, it leaves no other mark', async () => {
    await setShards(customer, 2);
    await billFrom(customer, october);
    await setShards(customer, 3);
    const heads = world.items('usage').filter(({ sk }) => sk?.S === 'HEAD');
    expect(heads.map(({ billsFrom }) => billsFrom?.S)).toEqual([october, october, october]);
    for (const mark of await marksOf(customer)) await removeMark(mark);
    await billFrom(customer, october);
    expect(await marksOf(customer)).toEqual([]);
  });
});

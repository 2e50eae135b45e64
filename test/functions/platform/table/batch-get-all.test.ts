import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, it, vi } from 'vitest';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { counterInShards } from '../../../../functions/meter/shard/counter-in-shards-store.ts';
import { batchGetAll } from '../../../../functions/platform/table/batch-get-all.ts';
import { dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';

const tables = mockClient(dynamo);
const keyOf = (pk: string): Record<string, AttributeValue> => ({ pk: { S: pk }, sk: { S: 'peak' } });
const asked = () =>
  tables
    .commandCalls(BatchGetItemCommand)
    .map(({ args: [{ input }] }) => input.RequestItems?.usage?.Keys?.map(({ pk }) => pk?.S));

beforeEach(() => tables.reset());

it('keys that a throttle left unread are asked for again, and only these', async () => {
  tables
    .on(BatchGetItemCommand)
    .resolvesOnce({ Responses: { usage: [keyOf('a')] }, UnprocessedKeys: { usage: { Keys: [keyOf('c')] } } })
    .resolves({ Responses: { usage: [keyOf('c')] } });
  const found = await batchGetAll(dynamo, 'usage', ['a', 'b', 'c'].map(keyOf));
  expect(found).toEqual([keyOf('a'), keyOf('c')]);
  expect(asked()).toEqual([['a', 'b', 'c'], ['c']]);
});

it('a shard that is never read is an error, not a shard without the counter', async () => {
  vi.stubEnv('USAGE_TABLE', 'usage');
  const unread = { usage: { Keys: [keyOf('cust_1~1')] } };
  tables.on(BatchGetItemCommand).resolves({ Responses: { usage: [keyOf('cust_1')] }, UnprocessedKeys: unread });
  const reading = counterInShards(customerId('cust_1'), 2, 'peak');
  await expect(reading).rejects.toMatchObject({ code: 'counters_throttled', retryable: true });
});

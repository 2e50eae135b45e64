import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, it, vi } from 'vitest';
import { watermarksOf } from '../../../functions/ingest/watermark-store.ts';
import { customerId } from '../../../functions/kernel/ids.ts';
import { dynamo } from '../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../support/mock-client.ts';

const tables = mockClient(dynamo);
const october = '2026-10-01T00:00:00.000Z';

beforeEach(() => {
  tables.reset();
  vi.stubEnv('USAGE_TABLE', 'usage');
});

it('reads each customer once, 100 a call; those without a watermark are left out', async () => {
  const heads = [{ pk: { S: 'c0' }, closedThrough: { S: october } }, { pk: { S: 'c1' } }];
  tables
    .on(BatchGetItemCommand)
    .resolvesOnce({ Responses: { usage: heads } })
    .resolves({});
  const customers = Array.from({ length: 250 }, (_, n) => customerId(`c${n % 125}`));
  expect([...(await watermarksOf(customers))]).toEqual([['c0', october]]);
  const asked = tables
    .commandCalls(BatchGetItemCommand)
    .map(({ args: [{ input }] }) => input.RequestItems?.usage?.Keys?.length);
  expect(asked).toEqual([100, 25]);
});

it('no customers: no call', async () => {
  expect([...(await watermarksOf([]))]).toEqual([]);
  expect(tables.commandCalls(BatchGetItemCommand)).toEqual([]);
});

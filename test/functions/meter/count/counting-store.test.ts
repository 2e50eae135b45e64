import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { meterKey } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { type Commit, Unstorable } from '../../../../functions/meter/count/counting-port.ts';
import { countingStore } from '../../../../functions/meter/count/counting-store.ts';
import { newBatchId } from '../../../../functions/meter/counter/batch-id.ts';
import type { Best, Candidate } from '../../../../functions/meter/counter/best.ts';
import type { Change } from '../../../../functions/meter/counter/route-batch.ts';
import type { Head } from '../../../../functions/meter/shard/shard-head.ts';
import { decimal, ONE } from '../../../../functions/money/decimal.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { usageEvent } from '../../ingest/sample.ts';

const client = new DynamoDBClient({});
const tables = mockClient(client);
const store = countingStore(client, { claims: 'claims', log: 'log', usage: 'usage', claimDays: 400 });
const now = parseInstant('2026-10-03T15:00:00Z');
const batch = newBatchId(now);
const { customer } = usageEvent();

const added: Change = { kind: 'add', counter: 'minutes#2026-10-03T14:00', sum: decimal('0.0000001'), events: ONE };

const commit = (head: Partial<Head> = {}, change: Partial<Commit> = {}) =>
  store.commit({
    ...{ customer, batch, now, events: [usageEvent()], meters: [meterKey('minutes')] },
    ...{ shard: 0, changes: [added], seen: new Map() },
    head: { shards: 1, closedThrough: null, closedBefore: null, billsFrom: null, lastLogDay: '2026-10-03', ...head },
    ...change,
  });
const cancelled = (...codes: readonly string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const actions = () => tables.commandCalls(TransactWriteItemsCommand)[0]?.args[0].input.TransactItems ?? [];

beforeEach(() => {
  tables.reset();
  tables.on(TransactWriteItemsCommand).resolves({});
});

describe('what came of a commit', () => {
  it.each([
    ['refused', ['ConditionalCheckFailed', 'None', 'None']],
    ['refused', ['None', 'ConditionalCheckFailed', 'TransactionConflict']],
    ['busy', ['None', 'None', 'TransactionConflict']],
    ['busy', ['None', 'ThrottlingError', 'None']],
    ['busy', ['ProvisionedThroughputExceeded']],
    ['unknown', ['ItemCollectionSizeLimitExceeded']],
    ['unknown', []],
  ])('%s: cancelled for %j', async (outcome, codes) => {
    tables.on(TransactWriteItemsCommand).rejects(cancelled(...codes));
    expect(await commit()).toBe(outcome);
  });

  it('unknown when the answer is lost', async () => {
    tables.on(TransactWriteItemsCommand).rejects(new Error('socket hang up'));
    expect(await commit()).toBe('unknown');
  });

  it('what DynamoDB can never take is an error, not another try', async () => {
    tables.on(TransactWriteItemsCommand).rejects(cancelled('None', 'ValidationError'));
    await expect(commit()).rejects.toThrow(Unstorable);
    const name = 'ValidationException';
    tables
      .on(TransactWriteItemsCommand)
      .rejects(new DynamoDBServiceException({ name, $fault: 'client', $metadata: {} }));
    await expect(commit()).rejects.toThrow(Unstorable);
  });
});

describe('a commit is one transaction: the batch if absent, the watermark unchanged, the counters', () => {
  it('numbers go in plain notation', async () => {
    await commit();
    expect(actions().at(-1)?.Update).toMatchObject({
      Key: { pk: { S: 'cust_8821' }, sk: { S: 'minutes#2026-10-03T14:00' } },
      ExpressionAttributeValues: { ':sum': { N: '0.0000001' }, ':events': { N: '1' } },
    });
  });

  it('the batch item says which meters counted, and is kept longer than the claims that name it', async () => {
    await commit();
    const [put] = actions();
    expect(put?.Put?.ConditionExpression).toBe('attribute_not_exists(pk)');
    expect(put?.Put?.Item).toMatchObject({
      pk: { S: 'LOG#cust_8821#2026-10-03' },
      sk: { S: batch },
      state: { S: 'committed' },
      meters: { SS: ['minutes'] },
      expiresAt: { N: String(Date.parse(now) / 1000 + 500 * 86_400) },
    });
  });

  it('while nothing is closed, nothing may have been closed meanwhile', async () => {
    await commit();
    expect(actions()[1]?.ConditionCheck?.ConditionExpression).toBe(
      'attribute_not_exists(closedThrough) AND attribute_not_exists(billsFrom)',
    );
  });

  it('after a close, the watermark is still the one', async () => {
    await commit({ closedThrough: parseInstant('2026-10-01T00:00:00Z') });
    expect(actions()[1]?.ConditionCheck).toMatchObject({
      Key: { pk: { S: 'cust_8821' }, sk: { S: 'HEAD' } },
      ConditionExpression: 'closedThrough = :closedThrough AND attribute_not_exists(billsFrom)',
      ExpressionAttributeValues: { ':closedThrough': { S: '2026-10-01T00:00:00.000Z' } },
    });
  });

  it('the first batch of a day opens the day, under the same condition', async () => {
    await commit({ closedThrough: parseInstant('2026-10-01T00:00:00Z'), lastLogDay: '2026-10-02' });
    expect(actions()[1]?.Update).toMatchObject({
      UpdateExpression: 'SET lastLogDay = :day',
      ConditionExpression: 'closedThrough = :closedThrough AND attribute_not_exists(billsFrom)',
      ExpressionAttributeValues: { ':day': { S: '2026-10-03' } },
    });
    expect(actions()[2]?.Put?.Item).toMatchObject({ pk: { S: 'DAYS#cust_8821' }, sk: { S: '2026-10-03' } });
  });
});

describe('a counter that keeps a best', () => {
  const counter = 'peak#2026-10-03T14:00';
  const offered = async (candidate: Candidate, seen?: Best) => {
    const changes = [{ kind: 'compare', counter, candidate, events: ONE } as const];
    await commit({}, { changes, seen: new Map(seen === undefined ? [] : [[counter, seen]]) });
    return actions().at(-1)?.Update;
  };
  const greatest = (value: string): Candidate => ({ kind: 'compared', by: 'max', value: decimal(value) });

  it('the first value is set if there is still none', async () => {
    expect(await offered(greatest('7.50'))).toMatchObject({
      UpdateExpression: 'SET #value = :value, #at = :at ADD #events :events',
      ConditionExpression: 'attribute_not_exists(#value)',
      ExpressionAttributeValues: { ':value': { S: '7.5' }, ':events': { N: '1' } },
    });
  });

  it('a better one is set if the one that was read is still there', async () => {
    expect(await offered(greatest('7'), { value: decimal('3'), at: null })).toMatchObject({
      ConditionExpression: '#best = :seen',
      ExpressionAttributeNames: { '#best': 'value' },
      ExpressionAttributeValues: { ':value': { S: '7' }, ':seen': { S: '3' } },
    });
  });

  it('one that is no better counts its event, if the better one is still there: a void may take it away', async () => {
    expect(await offered(greatest('3'), { value: decimal('3'), at: null })).toMatchObject({
      UpdateExpression: 'ADD #events :events',
      ConditionExpression: '#best = :seen',
      ExpressionAttributeNames: { '#best': 'value' },
      ExpressionAttributeValues: { ':seen': { S: '3' }, ':events': { N: '1' } },
    });
  });

  it('the latest is compared by its time, source and id', async () => {
    const candidate = { kind: 'compared', by: 'latest', value: decimal('2'), at: '2026-10-03T14:30#a#2' } as const;
    expect(await offered(candidate, { value: decimal('9'), at: '2026-10-03T14:10#a#1' })).toMatchObject({
      ConditionExpression: '#best = :seen',
      ExpressionAttributeNames: { '#best': 'at' },
      ExpressionAttributeValues: { ':at': { S: candidate.at }, ':seen': { S: '2026-10-03T14:10#a#1' } },
    });
  });

  it('is read strongly, in its shard; those without a best are left out', async () => {
    const item = { pk: { S: `${customer}~3` }, sk: { S: counter }, value: { S: '7' }, at: { S: '' } };
    tables.on(BatchGetItemCommand).resolves({ Responses: { usage: [item, { sk: { S: 'other' } }] } });
    const bests = await store.readBests(customer, 3, [counter, 'other', 'none']);
    expect([...bests]).toEqual([[counter, { value: decimal('7'), at: null }]]);
    const [call] = tables.commandCalls(BatchGetItemCommand);
    expect(call?.args[0].input.RequestItems?.usage).toMatchObject({
      ConsistentRead: true,
      Keys: [{ pk: { S: `${customer}~3` }, sk: { S: counter } }, {}, {}],
    });
  });

  it('that cannot be read is not taken for one that is not there', async () => {
    tables
      .on(BatchGetItemCommand)
      .resolves({ Responses: {}, UnprocessedKeys: { usage: { Keys: [{ pk: { S: 'c' }, sk: { S: 'd' } }] } } });
    await expect(store.readBests(customer, 0, [counter])).rejects.toMatchObject({ retryable: true });
  });
});

describe('a shard has its counters and its copy of the watermark in a partition of its own', () => {
  it('the commit goes there whole, but for the log', async () => {
    await commit({ closedThrough: parseInstant('2026-10-01T00:00:00Z') }, { shard: 3 });
    const [put, check, update] = actions();
    expect(put?.Put?.Item?.pk).toEqual({ S: 'LOG#cust_8821#2026-10-03' });
    expect(check?.ConditionCheck).toMatchObject({
      Key: { pk: { S: 'cust_8821~3' }, sk: { S: 'HEAD' } },
      ConditionExpression: 'closedThrough = :closedThrough AND attribute_not_exists(billsFrom)',
    });
    expect(update?.Update?.Key?.pk).toEqual({ S: 'cust_8821~3' });
  });
});

describe('who loses a race is told so', () => {
  const refused = new ConditionalCheckFailedException({ message: 'refused', $metadata: {} });

  it('a take-over asks that the owner is still the one', async () => {
    tables.on(UpdateItemCommand).resolvesOnce({}).rejects(refused);
    expect(await store.takeOver(usageEvent(), batch, newBatchId(now), now)).toBe(true);
    expect(await store.takeOver(usageEvent(), batch, newBatchId(now), now)).toBe(false);
    expect(tables.commandCalls(UpdateItemCommand)[0]?.args[0].input).toMatchObject({
      ConditionExpression: '#owner = :from',
      ExpressionAttributeValues: { ':from': { S: batch } },
    });
  });

  it('a fence never replaces a batch that is there', async () => {
    tables.on(PutItemCommand).rejects(refused);
    await store.fence(customer, batch, now);
    expect(tables.commandCalls(PutItemCommand)[0]?.args[0].input).toMatchObject({
      Item: { state: { S: 'fenced' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
  });

  it('another error is one', async () => {
    tables.on(UpdateItemCommand).rejects(new Error('throttled'));
    await expect(store.takeOver(usageEvent(), batch, newBatchId(now), now)).rejects.toThrow('throttled');
  });
});

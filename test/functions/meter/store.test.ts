import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { meterKey } from '../../../functions/catalog/ids.ts';
import { parseInstant } from '../../../functions/catalog/instant.ts';
import { newBatchId } from '../../../functions/meter/batch-id.ts';
import type { Head } from '../../../functions/meter/counting-port.ts';
import { countingStore } from '../../../functions/meter/store.ts';
import { decimal, ONE } from '../../../functions/money/decimal.ts';
import { usageEvent } from '../ingest/sample.ts';

const client = new DynamoDBClient({});
const tables = mockClient(client);
const store = countingStore(client, { claims: 'claims', log: 'log', usage: 'usage', claimDays: 400 });
const now = parseInstant('2026-10-03T15:00:00Z');
const batch = newBatchId(now);
const { customer } = usageEvent();

const commit = (head: Partial<Head> = {}) =>
  store.commit({
    ...{ customer, batch, now, events: [usageEvent()], meters: [meterKey('minutes')] },
    increments: [{ counter: 'minutes#2026-10-03T14:00', sum: decimal('0.0000001'), events: ONE }],
    head: { closedThrough: null, lastLogDay: '2026-10-03', ...head },
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
    await expect(commit()).rejects.toThrow(TransactionCanceledException);
    const name = 'ValidationException';
    tables
      .on(TransactWriteItemsCommand)
      .rejects(new DynamoDBServiceException({ name, $fault: 'client', $metadata: {} }));
    await expect(commit()).rejects.toThrow(DynamoDBServiceException);
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
      expiresAt: { N: String(Date.parse(now) / 1000 + 435 * 86_400) },
    });
  });

  it('while nothing is closed, nothing may have been closed meanwhile', async () => {
    await commit();
    expect(actions()[1]?.ConditionCheck?.ConditionExpression).toBe('attribute_not_exists(closedThrough)');
  });

  it('after a close, the watermark is still the one', async () => {
    await commit({ closedThrough: parseInstant('2026-10-01T00:00:00Z') });
    expect(actions()[1]?.ConditionCheck).toMatchObject({
      Key: { pk: { S: 'cust_8821' }, sk: { S: 'HEAD' } },
      ConditionExpression: 'closedThrough = :closedThrough',
      ExpressionAttributeValues: { ':closedThrough': { S: '2026-10-01T00:00:00.000Z' } },
    });
  });

  it('the first batch of a day opens the day, under the same condition', async () => {
    await commit({ closedThrough: parseInstant('2026-10-01T00:00:00Z'), lastLogDay: '2026-10-02' });
    expect(actions()[1]?.Update).toMatchObject({
      UpdateExpression: 'SET lastLogDay = :day',
      ConditionExpression: 'closedThrough = :closedThrough',
      ExpressionAttributeValues: { ':day': { S: '2026-10-03' } },
    });
    expect(actions()[2]?.Put?.Item).toMatchObject({ pk: { S: 'DAYS#cust_8821' }, sk: { S: '2026-10-03' } });
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

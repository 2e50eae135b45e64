import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type CustomerId, customerId } from '../catalog/ids.ts';
import { dayOf, type Instant, parseInstant, plusDays, toMilliseconds } from '../catalog/instant.ts';
import { claimKeyOf, type UsageEvent } from '../ingest/usage-event.ts';
import { plain } from '../money/decimal.ts';
import { type BatchId, batchId, begunAt, daysPartition, logKey } from './batch-id.ts';
import type { Claim, Commit, CommitOutcome, CountingStore, Head } from './counting-port.ts';
import { packEntry } from './log-entry.ts';
import type { Increment } from './route-batch.ts';

type Item = Record<string, AttributeValue>;

export interface CountingTables {
  readonly claims: string;
  readonly log: string;
  readonly usage: string;
  /** Days that a claim is kept. A batch is kept longer, so that no live claim ever names one that is gone. */
  readonly claimDays: number;
}

/** Days that a batch outlives the claims that name it. */
const logMarginDays = 35;

const instantOf = (value: AttributeValue | undefined): Instant | null =>
  value?.S === undefined ? null : parseInstant(value.S);
const seconds = (instant: Instant): string => String(Math.floor(toMilliseconds(instant) / 1000));
const headKey = (customer: CustomerId): Item => ({ pk: { S: customer }, sk: { S: 'HEAD' } });
const itemKey = (customer: CustomerId, batch: BatchId): Item => {
  const { pk, sk } = logKey(customer, batch);
  return { pk: { S: pk }, sk: { S: sk } };
};

/** The tables behind the counting protocol. */
export const countingStore = (client: Pick<DynamoDBClient, 'send'>, tables: CountingTables): CountingStore => {
  const claimItem = (event: UsageEvent, owner: BatchId, now: Instant): Item => ({
    pk: { S: claimKeyOf(event) },
    owner: { S: owner },
    customer: { S: event.customer },
    hash: { S: event.hash },
    claimedAt: { S: now },
    expiresAt: { N: seconds(plusDays(now, tables.claimDays)) },
  });
  const logExpiry = (now: Instant): AttributeValue => ({ N: seconds(plusDays(now, tables.claimDays + logMarginDays)) });
  return {
    /** One write unit an event, where a transaction would cost two. */
    claim: async (events, owner, now) => {
      const Statements = events.map((event) => insertion(tables.claims, claimItem(event, owner, now)));
      const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
      return new Set(
        events.flatMap((event, index) =>
          Responses[index]?.Error === undefined && Responses[index] !== undefined ? [claimKeyOf(event)] : [],
        ),
      );
    },
    readClaims: async (keys) => {
      const Keys = keys.map((pk) => ({ pk: { S: pk } }));
      const request = { [tables.claims]: { Keys, ConsistentRead: true } };
      const { Responses } = await client.send(new BatchGetItemCommand({ RequestItems: request }));
      return new Map((Responses?.[tables.claims] ?? []).map((item) => [item.pk?.S ?? '', toClaim(item)]));
    },
    readBatch: async (customer, batch) => {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tables.log,
          Key: itemKey(customer, batch),
          ConsistentRead: true,
          ProjectionExpression: '#state',
          ExpressionAttributeNames: { '#state': 'state' },
        }),
      );
      if (Item === undefined) return undefined;
      return Item.state?.S === 'committed' ? 'committed' : 'fenced';
    },
    fence: async (customer, batch, now) => {
      const Item = { ...itemKey(customer, batch), state: { S: 'fenced' }, expiresAt: logExpiry(now) };
      await whetherConditionHeld(
        client.send(
          new PutItemCommand({ TableName: tables.log, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
        ),
      );
    },
    takeOver: (event, from, owner, now) =>
      whetherConditionHeld(
        client.send(
          new UpdateItemCommand({
            TableName: tables.claims,
            Key: { pk: { S: claimKeyOf(event) } },
            UpdateExpression: 'SET #owner = :owner, claimedAt = :now, expiresAt = :expiresAt, customer = :customer',
            ConditionExpression: '#owner = :from',
            ExpressionAttributeNames: { '#owner': 'owner' },
            ExpressionAttributeValues: {
              ':owner': { S: owner },
              ':from': { S: from },
              ':now': { S: now },
              ':customer': { S: event.customer },
              ':expiresAt': { N: seconds(plusDays(now, tables.claimDays)) },
            },
          }),
        ),
      ),
    readHead: async (customer) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tables.usage, Key: headKey(customer), ConsistentRead: true }),
      );
      return { closedThrough: instantOf(Item?.closedThrough), lastLogDay: Item?.lastLogDay?.S ?? null };
    },
    commit: (commit) =>
      outcomeOf(
        client.send(
          new TransactWriteItemsCommand({ TransactItems: [...actions(commit, tables, logExpiry(commit.now))] }),
        ),
      ),
  };
};

const insertion = (table: string, item: Item) => {
  const names = Object.keys(item);
  return {
    Statement: `INSERT INTO "${table}" VALUE {${names.map((name) => `'${name}': ?`).join(', ')}}`,
    Parameters: Object.values(item),
  };
};

const toClaim = (item: Item): Claim => ({
  owner: batchId(item.owner?.S ?? ''),
  customer: customerId(item.customer?.S ?? ''),
  hash: item.hash?.S ?? '',
  claimedAt: parseInstant(item.claimedAt?.S ?? ''),
});

/** The batch if it is absent, the watermark unchanged, and the counters. The first batch of a day also opens the day. */
const actions = (
  commit: Commit,
  { log, usage }: CountingTables,
  expiresAt: AttributeValue,
): readonly TransactWriteItem[] => {
  const { customer, batch, events, increments, meters, head } = commit;
  const day = dayOf(begunAt(batch));
  const entry: Item = {
    ...itemKey(customer, batch),
    state: { S: 'committed' },
    events: { B: packEntry(events) },
    count: { N: String(events.length) },
    ...(meters.length === 0 ? {} : { meters: { SS: [...meters] } }),
    closedThrough: head.closedThrough === null ? { NULL: true } : { S: head.closedThrough },
    expiresAt,
  };
  const put = { Put: { TableName: log, Item: entry, ConditionExpression: 'attribute_not_exists(pk)' } };
  const counters = increments.map((increment) => ({ Update: addition(usage, customer, increment) }));
  if (head.lastLogDay === day)
    return [put, { ConditionCheck: { TableName: usage, Key: headKey(customer), ...unmoved(head) } }, ...counters];
  const { ConditionExpression, ExpressionAttributeValues } = unmoved(head);
  const openDay = {
    TableName: usage,
    Key: headKey(customer),
    ConditionExpression,
    UpdateExpression: 'SET lastLogDay = :day',
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ':day': { S: day } },
  };
  const dayItem = { pk: { S: daysPartition(customer) }, sk: { S: day }, expiresAt };
  return [put, { Update: openDay }, { Put: { TableName: log, Item: dayItem } }, ...counters];
};

/** The condition that the watermark is still what the events were routed by. */
const unmoved = ({ closedThrough }: Head): { ConditionExpression: string; ExpressionAttributeValues?: Item } =>
  closedThrough === null
    ? { ConditionExpression: 'attribute_not_exists(closedThrough)' }
    : {
        ConditionExpression: 'closedThrough = :closedThrough',
        ExpressionAttributeValues: { ':closedThrough': { S: closedThrough } },
      };

const addition = (table: string, customer: CustomerId, { counter, sum, events }: Increment) => ({
  TableName: table,
  Key: { pk: { S: customer }, sk: { S: counter } },
  UpdateExpression: 'ADD #sum :sum, #events :events',
  ExpressionAttributeNames: { '#sum': 'sum', '#events': 'events' },
  ExpressionAttributeValues: { ':sum': { N: plain(sum) }, ':events': { N: plain(events) } },
});

const whetherConditionHeld = async (call: Promise<unknown>): Promise<boolean> => {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

/** Reasons after which nothing was written and the same may work a moment later. */
const passing = ['TransactionConflict', 'ProvisionedThroughputExceeded', 'ThrottlingError'];

const outcomeOf = async (call: Promise<unknown>): Promise<CommitOutcome> => {
  try {
    await call;
    return 'committed';
  } catch (error) {
    if (error instanceof DynamoDBServiceException && error.name === 'ValidationException') throw error;
    if (!(error instanceof TransactionCanceledException)) return 'unknown';
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? '');
    if (codes.includes('ConditionalCheckFailed')) return 'refused';
    if (codes.includes('ValidationError')) throw error;
    return codes.some((code) => passing.includes(code)) ? 'busy' : 'unknown';
  }
};

import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { claimKeyOf, type UsageEvent } from '../../ingest/usage-event.ts';
import { type CustomerId, customerId } from '../../kernel/ids.ts';
import { dayOf, type Instant, parseInstant, plusDays, toMilliseconds } from '../../kernel/instant.ts';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { exactDecimal, plain } from '../../money/decimal.ts';
import { logMarginDays } from '../contract.ts';
import { type BatchId, batchId, begunAt, daysPartition, logKey } from '../counter/batch-id.ts';
import { beats, type Candidate, type Change } from '../counter/route-batch.ts';
import { packEntry } from '../log/log-entry.ts';
import { usagePartition } from '../shard/shard.ts';
import { numberOf } from '../usage/reading.ts';
import type { Best, Claim, Commit, CountingStore, Head } from './counting-port.ts';
import { outcomeOf } from './transaction-store.ts';

type Item = Record<string, AttributeValue>;

export interface CountingTables {
  readonly claims: string;
  readonly log: string;
  readonly usage: string;
  /** Days that a claim is kept. A batch is kept longer, so that no live claim ever names one that is gone. */
  readonly claimDays: number;
}

const instantOf = (value: AttributeValue | undefined): Instant | null =>
  value?.S === undefined ? null : parseInstant(value.S);
const seconds = (instant: Instant): string => String(Math.floor(toMilliseconds(instant) / 1000));
export const usageKey = (customer: CustomerId, shard: number, sk: string): Item => ({
  pk: { S: usagePartition(customer, shard) },
  sk: { S: sk },
});
export const headKey = (customer: CustomerId, shard: number): Item => usageKey(customer, shard, 'HEAD');
export const itemKey = (customer: CustomerId, batch: BatchId): Item => {
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
    readHead: async (customer, shard) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tables.usage, Key: headKey(customer, shard), ConsistentRead: true }),
      );
      const lastLogDay = Item?.lastLogDay?.S ?? null;
      return { closedThrough: instantOf(Item?.closedThrough), lastLogDay, shards: Number(Item?.shards?.N ?? '1') };
    },
    readBests: async (customer, shard, counters) =>
      new Map((await readCounters(client, tables.usage, customer, shard, counters)).flatMap(bestOf)),
    readSums: async (customer, shard, counters) => {
      const items = await readCounters(client, tables.usage, customer, shard, counters);
      return new Map(items.map(({ sk, sum }) => [sk?.S ?? '', numberOf(sum)]));
    },
    commit: (commit) =>
      outcomeOf(
        client.send(
          new TransactWriteItemsCommand({ TransactItems: [...actions(commit, tables, logExpiry(commit.now))] }),
        ),
      ),
  };
};

const readCounters = async (
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  customer: CustomerId,
  shard: number,
  counters: readonly string[],
): Promise<readonly Item[]> => {
  const Keys = counters.map((counter) => usageKey(customer, shard, counter));
  const request = { [table]: { Keys, ConsistentRead: true } };
  const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems: request }));
  if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw new CountersThrottled('not all counters could be read');
  return Responses?.[table] ?? [];
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
  const { customer, batch, shard, events, changes, seen, meters, head } = commit;
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
  const counters = changes.map((change) => ({
    Update: {
      TableName: usage,
      Key: usageKey(customer, shard, change.counter),
      ...update(change, seen.get(change.counter)),
    },
  }));
  if (head.lastLogDay === day)
    return [
      put,
      { ConditionCheck: { TableName: usage, Key: headKey(customer, shard), ...unmoved(head) } },
      ...counters,
    ];
  const { ConditionExpression, ExpressionAttributeValues } = unmoved(head);
  const openDay = {
    TableName: usage,
    Key: headKey(customer, shard),
    ConditionExpression,
    UpdateExpression: 'SET lastLogDay = :day',
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ':day': { S: day } },
  };
  const dayItem = { pk: { S: daysPartition(customer) }, sk: { S: day }, expiresAt };
  return [put, { Update: openDay }, { Put: { TableName: log, Item: dayItem } }, ...counters];
};

/** The condition that the watermark is still what the events were routed by. */
export const unmoved = ({ closedThrough }: Head): { ConditionExpression: string; ExpressionAttributeValues?: Item } =>
  closedThrough === null
    ? { ConditionExpression: 'attribute_not_exists(closedThrough)' }
    : {
        ConditionExpression: 'closedThrough = :closedThrough',
        ExpressionAttributeValues: { ':closedThrough': { S: closedThrough } },
      };

export const update = (change: Change, seen: Best | undefined) => {
  const names = { '#events': 'events' };
  const values = { ':events': { N: plain(change.events) } };
  if (change.kind === 'add') {
    return {
      UpdateExpression: 'ADD #sum :sum, #events :events',
      ExpressionAttributeNames: { ...names, '#sum': 'sum' },
      ExpressionAttributeValues: { ...values, ':sum': { N: plain(change.sum) } },
    };
  }
  const { candidate } = change;
  if (seen !== undefined && !beats(candidate, seen)) {
    return { UpdateExpression: 'ADD #events :events', ...merged({ names, values }, stillSeen(candidate.by, seen)) };
  }
  const at = 'at' in candidate ? candidate.at : '';
  const best = {
    names: { ...names, '#value': 'value', '#at': 'at' },
    values: { ...values, ':value': { S: plain(candidate.value) }, ':at': { S: at } },
  };
  return {
    UpdateExpression: 'SET #value = :value, #at = :at ADD #events :events',
    ...(seen === undefined
      ? { ConditionExpression: 'attribute_not_exists(#value)', ...merged(best, { names: {}, values: {} }) }
      : merged(best, stillSeen(candidate.by, seen))),
  };
};

interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Item>;
  readonly ConditionExpression?: string;
}

/** That the best is still the one that was read. One that is no better asserts it too: a void may have taken it away. */
const stillSeen = (by: Candidate['by'], seen: Best): Placeholders => ({
  ConditionExpression: '#best = :seen',
  names: { '#best': by === 'latest' ? 'at' : 'value' },
  values: { ':seen': { S: by === 'latest' ? (seen.at ?? '') : plain(seen.value) } },
});

const merged = (a: Placeholders, { names, values, ...condition }: Placeholders) => ({
  ...condition,
  ExpressionAttributeNames: { ...a.names, ...names },
  ExpressionAttributeValues: { ...a.values, ...values },
});

const bestOf = (item: Item): readonly (readonly [string, Best])[] =>
  item.value?.S === undefined
    ? []
    : [[item.sk?.S ?? '', { value: exactDecimal(item.value.S), at: item.at?.S === '' ? null : (item.at?.S ?? null) }]];

class CountersThrottled extends MeterlineError {
  readonly code = 'counters_throttled';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}

const whetherConditionHeld = async (call: Promise<unknown>): Promise<boolean> => {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
};

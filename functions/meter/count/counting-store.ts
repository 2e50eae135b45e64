import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { claimKeyOf } from '../../ingest/usage-event.ts';
import { expiryAfter } from '../../kernel/expiry.ts';
import { type CustomerId, customerId } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { exactDecimal } from '../../money/decimal.ts';
import { batchGetAll } from '../../platform/table/batch-get-all.ts';
import { conditionHeld } from '../../platform/table/refused.ts';
import { batchId } from '../counter/batch-id.ts';
import type { Best } from '../counter/best.ts';
import { numberOf } from '../counter/stored-number.ts';
import { logExpiryAfter } from '../log/expiry.ts';
import { batchKey } from '../log/log-key.ts';
import { usageKey } from '../shard/shard.ts';
import { headKey, headOf } from '../shard/shard-head.ts';
import { type CommitTables, writeBatch } from './commit-store.ts';
import type { Claim, CountingStore } from './counting-port.ts';

type Item = Record<string, AttributeValue>;

export interface CountingTables extends CommitTables {
  readonly claims: string;
}

/** The tables behind the counting protocol. */
export const countingStore = (client: Pick<DynamoDBClient, 'send'>, tables: CountingTables): CountingStore => {
  const claimExpiry = (now: Instant): AttributeValue => ({ N: String(expiryAfter(now, tables.claimDays)) });
  return {
    /** A batch of single insertions, which costs one write unit for each event; a transaction would cost two. */
    claim: async (events, owner, now) => {
      const expiresAt = claimExpiry(now);
      const Statements = events.map((event) =>
        insertion(tables.claims, {
          pk: { S: claimKeyOf(event) },
          owner: { S: owner },
          customer: { S: event.customer },
          hash: { S: event.hash },
          claimedAt: { S: now },
          expiresAt,
        }),
      );
      const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
      return new Set(
        events.flatMap((event, index) =>
          Responses[index]?.Error === undefined && Responses[index] !== undefined ? [claimKeyOf(event)] : [],
        ),
      );
    },
    readClaims: async (keys) => {
      const Keys = keys.map((pk) => ({ pk: { S: pk } }));
      return new Map((await batchGetAll(client, tables.claims, Keys)).map((item) => [item.pk?.S ?? '', claimOf(item)]));
    },
    readBatch: async (customer, batch) => {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName: tables.log,
          Key: batchKey(customer, batch),
          ConsistentRead: true,
          ProjectionExpression: '#state',
          ExpressionAttributeNames: { '#state': 'state' },
        }),
      );
      if (Item === undefined) return undefined;
      return Item.state?.S === 'committed' ? 'committed' : 'fenced';
    },
    fence: async (customer, batch, now) => {
      const expiresAt = { N: String(logExpiryAfter(now, tables.claimDays)) };
      const Item = { ...batchKey(customer, batch), state: { S: 'fenced' }, expiresAt };
      await conditionHeld(
        client.send(
          new PutItemCommand({ TableName: tables.log, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
        ),
      );
    },
    takeOver: (event, from, owner, now) =>
      conditionHeld(
        client.send(
          new UpdateItemCommand({
            TableName: tables.claims,
            Key: { pk: { S: claimKeyOf(event) } },
            UpdateExpression:
              'SET #owner = :owner, #hash = :hash, claimedAt = :now, expiresAt = :expiresAt, customer = :customer',
            ConditionExpression: '#owner = :from',
            ExpressionAttributeNames: { '#owner': 'owner', '#hash': 'hash' },
            ExpressionAttributeValues: {
              ':owner': { S: owner },
              ':hash': { S: event.hash },
              ':from': { S: from },
              ':now': { S: now },
              ':customer': { S: event.customer },
              ':expiresAt': claimExpiry(now),
            },
          }),
        ),
      ),
    letGo: async (event, owner) => {
      await conditionHeld(
        client.send(
          new UpdateItemCommand({
            TableName: tables.claims,
            Key: { pk: { S: claimKeyOf(event) } },
            UpdateExpression: 'REMOVE #hash',
            ConditionExpression: '#owner = :owner',
            ExpressionAttributeNames: { '#owner': 'owner', '#hash': 'hash' },
            ExpressionAttributeValues: { ':owner': { S: owner } },
          }),
        ),
      );
    },
    readHead: async (customer, shard) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tables.usage, Key: headKey(customer, shard), ConsistentRead: true }),
      );
      return headOf(Item);
    },
    readBests: async (customer, shard, counters) =>
      new Map((await readCounters(client, tables.usage, customer, shard, counters)).flatMap(bestIn)),
    readSums: async (customer, shard, counters) => {
      const items = await readCounters(client, tables.usage, customer, shard, counters);
      return new Map(items.map(({ sk, sum }) => [sk?.S ?? '', numberOf(sum)]));
    },
    commit: (commit) => writeBatch(client, tables, commit),
  };
};

const readCounters = (
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  customer: CustomerId,
  shard: number,
  counters: readonly string[],
): Promise<readonly Item[]> =>
  batchGetAll(
    client,
    table,
    counters.map((counter) => usageKey(customer, shard, counter)),
  );

const insertion = (table: string, item: Item) => {
  const names = Object.keys(item);
  return {
    Statement: `INSERT INTO "${table}" VALUE {${names.map((name) => `'${name}': ?`).join(', ')}}`,
    Parameters: Object.values(item),
  };
};

const claimOf = (item: Item): Claim => ({
  owner: batchId(item.owner?.S ?? ''),
  customer: customerId(item.customer?.S ?? ''),
  hash: item.hash?.S ?? null,
  claimedAt: parseInstant(item.claimedAt?.S ?? ''),
});

/** The counter's key and its best, if it has one. An empty `at` is none: the counter is not one of `latest`. */
const bestIn = (item: Item): readonly (readonly [string, Best])[] =>
  item.value?.S === undefined
    ? []
    : [[item.sk?.S ?? '', { value: exactDecimal(item.value.S), at: item.at?.S || null }]];

import type { AttributeValue, DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { dayOf } from '../../kernel/instant.ts';
import { begunAt } from '../counter/batch-id.ts';
import { updateOf } from '../counter/counter-update.ts';
import { logExpiryAfter } from '../log/expiry.ts';
import { packEntry } from '../log/log-entry.ts';
import { batchKey, daysPartition } from '../log/log-key.ts';
import { usageKey } from '../shard/shard.ts';
import { headKey, unmoved } from '../shard/shard-head.ts';
import { marksFor } from '../shard/unsettled-store.ts';
import type { Commit, CommitOutcome } from './counting-port.ts';
import { commitAll } from './transaction-store.ts';

export interface CommitTables {
  readonly log: string;
  readonly usage: string;
  /** Days that a claim is kept. A batch is kept longer, so that no live claim ever names one that is gone. */
  readonly claimDays: number;
}

/** Puts the batch into the log and adds it to the counters in one transaction, if the batch is not there and the watermark is
 *  what its events were routed by. The first batch of a day in a shard also lists the day. What no open period bills leaves a mark.
 *  @throws Unstorable */
export const writeBatch = (
  client: Pick<DynamoDBClient, 'send'>,
  tables: CommitTables,
  commit: Commit,
): Promise<CommitOutcome> => {
  const { customer, batch, shard, changes, seen } = commit;
  const expiresAt = { N: String(logExpiryAfter(commit.now, tables.claimDays)) };
  const entry = { ...batchKey(customer, batch), ...entryOf(commit), expiresAt };
  const counters = changes.map((change) => ({
    Update: {
      TableName: tables.usage,
      Key: usageKey(customer, shard, change.counter),
      ...updateOf(change, seen.get(change.counter)),
    },
  }));
  const put = { Put: { TableName: tables.log, Item: entry, ConditionExpression: 'attribute_not_exists(pk)' } };
  const touched = changes.map(({ counter }) => counter);
  const marks = marksFor(customer, shard, commit.head, touched, batch);
  return commitAll([put, ...onHead(commit, tables, expiresAt), ...marks, ...counters], client);
};

const entryOf = ({ events, meters, head }: Commit): Record<string, AttributeValue> => ({
  state: { S: 'committed' },
  events: { B: packEntry(events) },
  count: { N: String(events.length) },
  ...(meters.length === 0 ? {} : { meters: { SS: [...meters] } }),
  closedThrough: head.closedThrough === null ? { NULL: true } : { S: head.closedThrough },
});

/** Asserts the watermark. A batch of a day that its shard has not listed yet lists it by the same action. */
const onHead = (
  { customer, batch, shard, head }: Commit,
  { log, usage }: CommitTables,
  expiresAt: AttributeValue,
): readonly TransactWriteItem[] => {
  const day = dayOf(begunAt(batch));
  const Key = headKey(customer, shard);
  const { ConditionExpression, ExpressionAttributeValues } = unmoved(head);
  if (head.lastLogDay === day) return [{ ConditionCheck: { TableName: usage, Key, ...unmoved(head) } }];
  const openDay = {
    TableName: usage,
    Key,
    ConditionExpression,
    UpdateExpression: 'SET lastLogDay = :day',
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ':day': { S: day } },
  };
  const dayItem = { pk: { S: daysPartition(customer) }, sk: { S: day }, expiresAt };
  return [{ Update: openDay }, { Put: { TableName: log, Item: dayItem } }];
};

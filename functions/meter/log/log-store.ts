import {
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { findCustomer } from '../../catalog/customer/customer-store.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { dayOf, type Instant, plusDays } from '../../kernel/instant.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { allPages } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { BatchId } from '../counter/batch-id.ts';
import { type LogBatch, type LogItem, logBatchOf } from './log-batch.ts';
import { daysPartition, logKey, logPartition } from './log-key.ts';

type StartKey = QueryCommandInput['ExclusiveStartKey'];

/** A batch of the log. `fenced`: it is not committed and never will be. Undefined: it may still be. Strongly consistent, as all
 *  reads of the log are. */
export const readLogBatch = async (customer: CustomerId, batch: BatchId): Promise<LogBatch | 'fenced' | undefined> => {
  const { pk, sk } = logKey(customer, batch);
  const read = new GetItemCommand({
    TableName: tableOf('log'),
    Key: { pk: { S: pk }, sk: { S: sk } },
    ConsistentRead: true,
  });
  const { Item } = await dynamo.send(read);
  return Item === undefined ? undefined : (logBatchOf(Item) ?? 'fenced');
};

/** The UTC days on which batches of a customer were begun, from the day `first` on. */
export const logDays = async (customer: CustomerId, first = '0'): Promise<readonly string[]> => {
  const items = await allPages((after: StartKey) => query(daysPartition(customer), first, after));
  return items.map((item) => item.sk?.S ?? '');
};

/** Days that the log is read from before the time of the first event: an event may come some minutes before its own time. */
const earliness = -1;

/** The first day on which events of `from` or later may have come. For a customer on a test clock that is any day, since its
 *  events may be of a time that lies far ahead. */
export const firstLogDay = async (customer: CustomerId, from: Instant): Promise<string> => {
  const known = await findCustomer(customer);
  return known !== undefined && known.testClockId !== null ? '0' : dayOf(plusDays(from, earliness));
};

export interface LogPage {
  readonly batches: readonly LogBatch[];
  /** Where the next one begins; null when there is none. */
  readonly next: string | null;
}

/** The batches of a day from a sort key on, as many as DynamoDB reads at once: 1 MB.
 *  @param from `0` for the beginning of the day; `<batch>!` for what comes after a batch */
export const logPage = async (customer: CustomerId, day: string, from: string): Promise<LogPage> => {
  const { Items = [], LastEvaluatedKey: last } = await query(logPartition(customer, day), from, undefined);
  const next = last === undefined ? null : `${last.sk?.S ?? ''}!`;
  return { batches: Items.flatMap((item) => logBatchOf(item) ?? []), next };
};

/** All batches that may hold events of `from` or later, in the order of the log. */
export async function* logSince(customer: CustomerId, from: Instant): AsyncGenerator<LogBatch> {
  for (const day of await logDays(customer, await firstLogDay(customer, from))) {
    for (let start: string | null = '0'; start !== null; ) {
      const page: LogPage = await logPage(customer, day, start);
      yield* page.batches;
      start = page.next;
    }
  }
}

/** Everything that a day's partition of the log has: batches, fences and repairs, a page at a time. */
export async function* itemsOfDay(customer: CustomerId, day: string): AsyncGenerator<LogItem> {
  let after: StartKey;
  do {
    const page: QueryCommandOutput = await query(logPartition(customer, day), '0', after);
    yield* page.Items ?? [];
    after = page.LastEvaluatedKey;
  } while (after !== undefined);
}

/** One page of a partition, from a sort key on: what DynamoDB reads at once, 1 MB. */
const query = (partition: string, from: string, ExclusiveStartKey: StartKey): Promise<QueryCommandOutput> =>
  dynamo.send(
    new QueryCommand({
      TableName: tableOf('log'),
      KeyConditionExpression: 'pk = :partition AND sk >= :from',
      ExpressionAttributeValues: { ':partition': { S: partition }, ':from': { S: from } },
      ConsistentRead: true,
      ExclusiveStartKey,
    }),
  );

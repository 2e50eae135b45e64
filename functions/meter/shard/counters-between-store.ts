import { type AttributeValue, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { CustomerId } from '../../kernel/ids.ts';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { allPages } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { allShards, usagePartition } from './shard.ts';
import { shardsOf } from './shard-head-store.ts';

type Item = Record<string, AttributeValue>;

/** Keys of counters from the first to the last, both included. */
export type KeyRange = readonly [first: string, last: string];

class TooManyCounters extends MeterlineError {
  readonly code = 'too_many_counters';
  readonly kind = 'invalid';
}

/** The counters of a customer in some ranges of keys, from all its shards; strongly consistent.
 *  @param atMost how many a request may read; all of them if it is left out
 *  @throws TooManyCounters */
export const countersBetween = async (
  customer: CustomerId,
  ranges: readonly KeyRange[],
  atMost = Number.POSITIVE_INFINITY,
): Promise<readonly Item[]> => {
  let read = 0;
  const count = (items: number): void => {
    read += items;
    if (read > atMost)
      throw new TooManyCounters(`More than ${atMost} counters would have to be read: ask for a shorter range.`);
  };
  const partitions = allShards(await shardsOf(customer)).map((shard) => usagePartition(customer, shard));
  const items = await Promise.all(partitions.flatMap((pk) => ranges.map((range) => query(pk, range, count))));
  return items.flat();
};

const query = (partition: string, [first, last]: KeyRange, count: (items: number) => void): Promise<readonly Item[]> =>
  allPages(async (ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey']) => {
    const page = await dynamo.send(
      new QueryCommand({
        TableName: tableOf('usage'),
        KeyConditionExpression: 'pk = :partition AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':partition': { S: partition }, ':first': { S: first }, ':last': { S: last } },
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    count(page.Items?.length ?? 0);
    return page;
  });

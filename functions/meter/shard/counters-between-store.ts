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

export class TooManyCounters extends MeterlineError {
  readonly code = 'too_many_counters';
  readonly kind = 'invalid';
}

/** Is told how many counters were read. It throws `TooManyCounters` where that is too much. */
export type CountRead = (counters: number) => void;

const unbounded: CountRead = () => undefined;

/** Counts the counters that a request reads, in all its queries together.
 *  @param atMost how many it may read */
export const countersAtMost = (atMost: number): CountRead => {
  let read = 0;
  return (counters) => {
    read += counters;
    if (read > atMost)
      throw new TooManyCounters(`More than ${atMost} counters would have to be read: ask for a shorter range.`);
  };
};

/** The counters of a customer in some ranges of keys, from all its shards; strongly consistent.
 *  @param count bounds how many are read; all of them if it is left out
 *  @throws TooManyCounters */
export const countersBetween = async (
  customer: CustomerId,
  ranges: readonly KeyRange[],
  count: CountRead = unbounded,
): Promise<readonly Item[]> => {
  const partitions = allShards(await shardsOf(customer)).map((shard) => usagePartition(customer, shard));
  const items = await Promise.all(partitions.flatMap((pk) => ranges.map((range) => query(pk, range, count))));
  return items.flat();
};

const query = (partition: string, [first, last]: KeyRange, count: CountRead): Promise<readonly Item[]> =>
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

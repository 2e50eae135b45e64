import { type AttributeValue, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { CustomerId } from '../../kernel/ids.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { allPages } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { allShards, usagePartition } from './shard.ts';
import { shardsOf } from './shard-head-store.ts';

type Item = Record<string, AttributeValue>;

/** Keys of counters from the first to the last, both included. */
export type KeyRange = readonly [first: string, last: string];

/** The counters of a customer in some ranges of keys, from all its shards; strongly consistent. */
export const countersBetween = async (customer: CustomerId, ranges: readonly KeyRange[]): Promise<readonly Item[]> => {
  const partitions = allShards(await shardsOf(customer)).map((shard) => usagePartition(customer, shard));
  const items = await Promise.all(partitions.flatMap((pk) => ranges.map((range) => query(pk, range))));
  return items.flat();
};

const query = (partition: string, [first, last]: KeyRange): Promise<readonly Item[]> =>
  allPages((ExclusiveStartKey: QueryCommandInput['ExclusiveStartKey']) =>
    dynamo.send(
      new QueryCommand({
        TableName: tableOf('usage'),
        KeyConditionExpression: 'pk = :partition AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':partition': { S: partition }, ':first': { S: first }, ':last': { S: last } },
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    ),
  );

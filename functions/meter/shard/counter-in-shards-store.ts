import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { CustomerId } from '../../kernel/ids.ts';
import { batchGetAll } from '../../platform/table/batch-get-all.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { allShards, usageKey } from './shard.ts';

/** One counter as one of the customer's shards has it. */
export interface CounterInShard {
  readonly shard: number;
  readonly item: Record<string, AttributeValue>;
}

/** A counter in each shard that has it; strongly consistent. A shard that was not read is never taken for one without the counter.
 *  @param shards how many the customer has, 1 to 64
 *  @throws CountersThrottled */
export const counterInShards = async (
  customer: CustomerId,
  shards: number,
  counter: string,
): Promise<readonly CounterInShard[]> => {
  const Keys = allShards(shards).map((shard) => usageKey(customer, shard, counter));
  const items = await batchGetAll(dynamo, tableOf('usage'), Keys);
  return items.map((item) => ({ shard: Keys.findIndex(({ pk }) => pk.S === item.pk?.S), item }));
};

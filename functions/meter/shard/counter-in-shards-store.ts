import { type AttributeValue, BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import type { CustomerId } from '../../kernel/ids.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { allShards, usageKey } from './shard.ts';

/** One counter as one of the customer's shards has it. */
export interface CounterInShard {
  readonly shard: number;
  readonly item: Record<string, AttributeValue>;
}

/** A counter in each shard that has it; strongly consistent.
 *  @param shards how many the customer has, 1 to 64 */
export const counterInShards = async (
  customer: CustomerId,
  shards: number,
  counter: string,
): Promise<readonly CounterInShard[]> => {
  const table = tableOf('usage');
  const Keys = allShards(shards).map((shard) => usageKey(customer, shard, counter));
  const request = { [table]: { Keys, ConsistentRead: true } };
  const { Responses } = await dynamo.send(new BatchGetItemCommand({ RequestItems: request }));
  const items = Responses?.[table] ?? [];
  return items.map((item) => ({ shard: Keys.findIndex(({ pk }) => pk.S === item.pk?.S), item }));
};

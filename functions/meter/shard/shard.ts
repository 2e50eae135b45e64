import { createHash } from 'node:crypto';
import type { CustomerId } from '../../kernel/ids.ts';
import type { BatchId } from '../counter/batch-id.ts';

/** Shards that a customer may have. A close moves the watermark of all of them in one transaction, which takes at most 100
 *  actions. */
export const maxShards = 64;

/** The partition of one of a customer's shards, which has counters and a copy of the watermark: `cust_8821`, `cust_8821~1`. No
 *  customer id contains `~`. */
export const usagePartition = (customer: CustomerId, shard: number): string =>
  shard === 0 ? customer : `${customer}~${shard}`;

/** The shard that a batch belongs to: the same one at every try, as long as there are as many. */
export const shardOf = (batch: BatchId, shards: number): number =>
  shards === 1 ? 0 : createHash('sha256').update(batch).digest().readUInt32BE(0) % shards;

/** The numbers of a customer's shards: 0, 1, 2, … */
export const allShards = (shards: number): readonly number[] => Array.from({ length: shards }, (_, shard) => shard);

/** The key of an item of the usage table.
 *  @param sk `HEAD`, or the key of a counter */
export const usageKey = (customer: CustomerId, shard: number, sk: string) => ({
  pk: { S: usagePartition(customer, shard) },
  sk: { S: sk },
});

import { createHash } from 'node:crypto';
import type { CustomerId } from '../../kernel/ids.ts';
import type { BatchId } from '../counter/batch-id.ts';

/** Shards that a customer may have: closing moves the watermark of all in one transaction of at most 100. */
export const maxShards = 64;

/** The partition of one of a customer's shards: counters and a copy of the watermark. `~` is in no customer id. */
export const usagePartition = (customer: CustomerId, shard: number): string =>
  shard === 0 ? customer : `${customer}~${shard}`;

/** Which shard a batch belongs to: the same at every try. */
export const shardOf = (batch: BatchId, shards: number): number =>
  shards === 1 ? 0 : createHash('sha256').update(batch).digest().readUInt32BE(0) % shards;

export const allShards = (shards: number): readonly number[] => Array.from({ length: shards }, (_, shard) => shard);

/** The key of an item of the usage table.
 *  @param sk `HEAD`, or the key of a counter */
export const usageKey = (customer: CustomerId, shard: number, sk: string) => ({
  pk: { S: usagePartition(customer, shard) },
  sk: { S: sk },
});

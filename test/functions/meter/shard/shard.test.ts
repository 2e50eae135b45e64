import { describe, expect, it } from 'vitest';
import { customerId, isCustomerId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { newBatchId } from '../../../../functions/meter/counter/batch-id.ts';
import { allShards, maxShards, shardOf, usagePartition } from '../../../../functions/meter/shard/shard.ts';

const batches = Array.from({ length: 1000 }, () => newBatchId(parseInstant('2026-10-03T12:00:00Z')));

describe('a batch belongs to one of the customer’s shards', () => {
  it('the same at every try; to the first while there is one', () => {
    expect(batches.map((batch) => shardOf(batch, 8))).toEqual(batches.map((batch) => shardOf(batch, 8)));
    expect(batches.every((batch) => shardOf(batch, 1) === 0)).toBe(true);
  });

  it('they are spread evenly, though all begin at the same time: 1,000 over 4 are 190 to 310 each', () => {
    for (const shard of allShards(4)) {
      const own = batches.filter((batch) => shardOf(batch, 4) === shard).length;
      expect(own).toBeGreaterThan(190);
      expect(own).toBeLessThan(310);
    }
  });
});

describe('each shard is a partition', () => {
  it('the first is the customer’s own, so that one without shards needs no other', () => {
    expect(allShards(3).map((shard) => usagePartition(customerId('cust_1'), shard))).toEqual([
      'cust_1',
      'cust_1~1',
      'cust_1~2',
    ]);
  });

  it('no customer can have the partition of another’s shard', () => {
    expect(isCustomerId(usagePartition(customerId('cust_1'), 1))).toBe(false);
  });

  it('there are at most as many as one transaction can close', () => {
    expect(maxShards).toBeLessThanOrEqual(100);
  });
});

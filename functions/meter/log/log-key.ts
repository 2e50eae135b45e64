import type { CustomerId } from '../../kernel/ids.ts';
import { dayOf } from '../../kernel/instant.ts';
import type { Key } from '../../kernel/key.ts';
import { logPartitions } from '../../kernel/log-partition-contract.ts';
import { type BatchId, begunAt } from '../counter/batch-id.ts';

/** Where a batch lies in the log: in the partition of the UTC day on which it was begun. */
export const logKey = (customer: CustomerId, id: BatchId): Key => ({
  pk: logPartition(customer, dayOf(begunAt(id))),
  sk: id,
});

/** The same as DynamoDB takes it. */
export const batchKey = (customer: CustomerId, id: BatchId) => {
  const { pk, sk } = logKey(customer, id);
  return { pk: { S: pk }, sk: { S: sk } };
};

/** @param day in UTC: `2026-10-03` */
export const logPartition = (customer: CustomerId, day: string): string => `${logPartitions.entries}${customer}#${day}`;

/** The partition that lists the days on which a customer has entries. */
export const daysPartition = (customer: CustomerId): string => `${logPartitions.days}${customer}`;

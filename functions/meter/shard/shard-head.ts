import type { CustomerId } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { usageKey } from './shard.ts';

/** What the item `HEAD` of one of a customer's shards says. */
export interface Head {
  /** How many shards the customer has. Only the head of shard 0 knows; the others say 1. */
  readonly shards: number;
  /** The watermark: all windows before it are closed. Null while nothing is closed. */
  readonly closedThrough: Instant | null;
  /** The last day for which a batch of this shard has opened a partition in the log: `2026-10-03`. */
  readonly lastLogDay: string | null;
}

/** An item as DynamoDB gives it, as far as a head has it. */
type HeadItem = Readonly<Record<string, { readonly S?: string | undefined; readonly N?: string | undefined }>>;

export const headKey = (customer: CustomerId, shard: number) => usageKey(customer, shard, 'HEAD');

/** A customer whose item is not there yet has one shard, and nothing is closed. */
export const headOf = (item: HeadItem | undefined): Head => {
  const closedThrough = item?.closedThrough?.S;
  return {
    shards: Number(item?.shards?.N ?? '1'),
    closedThrough: closedThrough === undefined ? null : parseInstant(closedThrough),
    lastLogDay: item?.lastLogDay?.S ?? null,
  };
};

interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues?: Record<string, { S: string }>;
}

/** The condition that a head's watermark still is the one that was read. */
export const unmoved = ({ closedThrough }: Pick<Head, 'closedThrough'>): Condition =>
  closedThrough === null
    ? { ConditionExpression: 'attribute_not_exists(closedThrough)' }
    : {
        ConditionExpression: 'closedThrough = :closedThrough',
        ExpressionAttributeValues: { ':closedThrough': { S: closedThrough } },
      };

import type { CustomerId } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { usageKey } from './shard.ts';

/** What the item `HEAD` of one of a customer's shards says. */
export interface Head {
  /** How many shards the customer has. Only the head of shard 0 knows; the others say 1. */
  readonly shards: number;
  /** The watermark: all windows before it are closed. Null while nothing is closed. */
  readonly closedThrough: Instant | null;
  /** The watermark before this one: late usage that met it is billed by the close that has moved the watermark. Null before
   *  the second close. */
  readonly closedBefore: Instant | null;
  /** From here on a period bills what is used: the one that is open, or one that comes after it. What is counted for an
   *  earlier window leaves a mark (`unsettled-store.ts`), so that somebody looks whether it is billed. `nothingBills` while the
   *  customer has no period open; null where nobody has said anything yet: then nothing is marked. */
  readonly billsFrom: Instant | null;
  /** The last day for which a batch of this shard has opened a partition in the log: `2026-10-03`. */
  readonly lastLogDay: string | null;
}

/** The `billsFrom` of a customer that has no period open. */
export const nothingBills: Instant = parseInstant('9999-12-31T23:59:59.999Z');

/** An item as DynamoDB gives it, as far as a head has it. */
type HeadItem = Readonly<Record<string, { readonly S?: string | undefined; readonly N?: string | undefined }>>;

export const headKey = (customer: CustomerId, shard: number) => usageKey(customer, shard, 'HEAD');

/** A customer whose item is not there yet has one shard, and nothing is closed. */
export const headOf = (item: HeadItem | undefined): Head => {
  return {
    shards: Number(item?.shards?.N ?? '1'),
    closedThrough: instantIn(item, 'closedThrough'),
    closedBefore: instantIn(item, 'closedBefore'),
    billsFrom: instantIn(item, 'billsFrom'),
    lastLogDay: item?.lastLogDay?.S ?? null,
  };
};

const instantIn = (item: HeadItem | undefined, name: string): Instant | null => {
  const text = item?.[name]?.S;
  return text === undefined ? null : parseInstant(text);
};

interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues?: Record<string, { S: string }>;
}

/** What a commit is routed and marked by. */
export type Routing = Pick<Head, 'closedThrough' | 'billsFrom'>;

/** The condition that a head still is as it was read, as far as commits are routed and marked by it. */
export const unmoved = ({ closedThrough, billsFrom }: Routing): Condition => {
  const values = {
    ...(closedThrough === null ? {} : { ':closedThrough': { S: closedThrough } }),
    ...(billsFrom === null ? {} : { ':billsFrom': { S: billsFrom } }),
  };
  return {
    ConditionExpression: [
      closedThrough === null ? 'attribute_not_exists(closedThrough)' : 'closedThrough = :closedThrough',
      billsFrom === null ? 'attribute_not_exists(billsFrom)' : 'billsFrom = :billsFrom',
    ].join(' AND '),
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
};

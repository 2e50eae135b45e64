import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetItemCommand,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { cancellationOf, conditionHeld } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { allShards } from './shard.ts';
import { type Head, headKey, headOf, unmoved } from './shard-head.ts';

/** The head of shard 0, which knows how many shards there are. */
const readHead = async (customer: CustomerId): Promise<Head> => {
  const read = new GetItemCommand({ TableName: tableOf('usage'), Key: headKey(customer, 0), ConsistentRead: true });
  const { Item } = await dynamo.send(read);
  return headOf(Item);
};

export const shardsOf = async (customer: CustomerId): Promise<number> => (await readHead(customer)).shards;

/** The customer's watermark: all windows before it are closed. Null while nothing is closed. */
export const closedThroughOf = async (customer: CustomerId): Promise<Instant | null> =>
  (await readHead(customer)).closedThrough;

/** Writes that are tried while consumers commit at the same time. */
const maxTries = 8;

/** None before the first try; then up to 20 ms, and twice as long at most before each further one. */
const pause = (tries: number) => (tries === 0 ? undefined : sleep(Math.random() * 10 * 2 ** tries));

/** Moves the watermark to `to`, which closes all windows before it: their counters are frozen, and what still comes for them is
 *  late. The watermark only moves forward; if it is at `to` or beyond, nothing changes. It moves in all of the customer's shards
 *  at once.
 *  @throws Conflict `customer_busy` when consumers keep getting in between */
export const closeThrough = async (customer: CustomerId, to: Instant): Promise<void> => {
  for (let tries = 0; tries < maxTries; tries++) {
    await pause(tries);
    const { shards, closedThrough } = await readHead(customer);
    if (closedThrough !== null && closedThrough >= to) return;
    if (shards === 1 ? await moveOne(customer, to) : await moveAll(customer, shards, to)) return;
  }
  throw busy(customer);
};

const busy = (customer: CustomerId) =>
  new Conflict('customer_busy', `The counters of "${customer}" are busy: try again.`);

/** The update that moves the watermark in one shard, if it is not there yet. */
const move = (customer: CustomerId, shard: number, to: Instant) => ({
  TableName: tableOf('usage'),
  Key: headKey(customer, shard),
  UpdateExpression: 'SET closedThrough = :to',
  ConditionExpression: 'attribute_not_exists(closedThrough) OR closedThrough < :to',
  ExpressionAttributeValues: { ':to': { S: to } },
});

/** Moves the watermark of a customer with one shard. False when it was moved or the customer was split in between, or when a
 *  commit was in the way. */
const moveOne = async (customer: CustomerId, to: Instant): Promise<boolean> => {
  const { ConditionExpression, ...rest } = move(customer, 0, to);
  const unsplit = `(${ConditionExpression}) AND attribute_not_exists(shards)`;
  const write = dynamo.send(new UpdateItemCommand({ ...rest, ConditionExpression: unsplit }));
  return conditionHeld(write).catch(unlessConflict);
};

/** A single write is turned away while a transaction holds its item. */
const unlessConflict = (error: unknown): false => {
  if (error instanceof TransactionConflictException) return false;
  throw error;
};

/** Moves the watermark in all shards, if there still are as many. */
const moveAll = (customer: CustomerId, shards: number, to: Instant): Promise<boolean> =>
  transact(
    allShards(shards).map((shard) => {
      const { ConditionExpression, ExpressionAttributeValues, ...rest } = move(customer, shard, to);
      if (shard > 0) return { Update: { ...rest, ConditionExpression, ExpressionAttributeValues } };
      const sameSplit = `(${ConditionExpression}) AND shards = :shards`;
      const values = { ...ExpressionAttributeValues, ':shards': { N: String(shards) } };
      return { Update: { ...rest, ConditionExpression: sameSplit, ExpressionAttributeValues: values } };
    }),
  );

/** Spreads the customer's counters over more shards from now on. Shards are never taken away, since they hold counters.
 *  @param shards 1 to `maxShards`
 *  @throws Conflict `shards_only_grow`, `customer_busy` */
export const setShards = async (customer: CustomerId, shards: number): Promise<void> => {
  for (let tries = 0; tries < maxTries; tries++) {
    await pause(tries);
    const head = await readHead(customer);
    if (head.shards === shards) return;
    if (head.shards > shards)
      throw new Conflict('shards_only_grow', `"${customer}" has ${head.shards} shards already.`);
    if (await transact(split(customer, head, shards))) return;
  }
  throw busy(customer);
};

/** Raises the number of shards, and gives the watermark to the new ones. It must not move meanwhile. */
const split = (customer: CustomerId, head: Head, shards: number): readonly TransactWriteItem[] => {
  const { closedThrough } = head;
  const watermark = closedThrough === null ? {} : { closedThrough: { S: closedThrough } };
  const { ConditionExpression, ExpressionAttributeValues } = unmoved(head);
  const unsplit = head.shards === 1 ? 'attribute_not_exists(shards)' : 'shards = :before';
  const first = {
    TableName: tableOf('usage'),
    Key: headKey(customer, 0),
    UpdateExpression: 'SET shards = :shards',
    ConditionExpression: `${ConditionExpression} AND ${unsplit}`,
    ExpressionAttributeValues: {
      ':shards': { N: String(shards) },
      ...ExpressionAttributeValues,
      ...(head.shards === 1 ? {} : { ':before': { N: String(head.shards) } }),
    },
  };
  const added = allShards(shards).slice(head.shards);
  return [
    { Update: first },
    ...added.map((shard) => ({
      Put: { TableName: tableOf('usage'), Item: { ...headKey(customer, shard), ...watermark } },
    })),
  ];
};

/** False when it was cancelled: a condition did not hold, or a commit was in the way. */
const transact = async (TransactItems: readonly TransactWriteItem[]): Promise<boolean> => {
  const write = dynamo.send(new TransactWriteItemsCommand({ TransactItems: [...TransactItems] }));
  return (await cancellationOf(write)) === undefined;
};

import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetItemCommand,
  TransactionConflictException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { nextEpoch } from '../../ingest/closed-period.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { cancellationOf, conditionHeld } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { allShards, usagePartition } from './shard.ts';
import { type Head, headKey, headOf, type Routing, unmoved } from './shard-head.ts';
import { allMeters, markOf } from './unsettled-store.ts';

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

/** What a customer's commits are routed and marked by. */
export const routingOf = (customer: CustomerId): Promise<Routing> => readHead(customer);

/** Writes that are tried while consumers commit at the same time. */
const maxTries = 8;

/** None before the first try; then up to 20 ms, and twice as long at most before each further one. */
const pause = (tries: number) => (tries === 0 ? undefined : sleep(Math.random() * 10 * 2 ** tries));

/** Moves the watermark to `to`, which closes all windows before it: their counters are frozen, and what still comes for them is
 *  late. The watermark only moves forward; if it is at `to` or beyond, nothing changes. It moves in all of the customer's shards
 *  at once.
 *  @throws Conflict `customer_busy` when consumers keep getting in between */
export const closeThrough = async (customer: CustomerId, to: Instant): Promise<void> => {
  await changeHeads(customer, ({ closedThrough }) =>
    closedThrough !== null && closedThrough >= to ? undefined : { set: moveTo(closedThrough, to), also: [] },
  );
};

/** Ends the epoch of the watermark `from`, and closes nothing else: late usage that met it is frozen, and what comes late from
 *  now on is of the next epoch.
 *  @param also is written in the same transaction
 *  @returns false where the watermark was another one, so that nothing is written
 *  @throws Conflict `customer_busy` when consumers keep getting in between */
export const endEpoch = (customer: CustomerId, from: Instant, also: TransactWriteItem): Promise<boolean> =>
  changeHeads(customer, ({ closedThrough }) =>
    closedThrough === from ? { set: moveTo(from, nextEpoch(from)), also: [also] } : undefined,
  );

/** Says from when on a period of the customer bills what is used. The customer is marked, so that what was counted before that
 *  is looked at. Where it was said before, nothing changes.
 *  @param from `nothingBills` where the customer has no period open any more
 *  @throws Conflict `customer_busy` when consumers keep getting in between */
export const billFrom = async (customer: CustomerId, from: Instant): Promise<void> => {
  const also = [markOf(usagePartition(customer, 0), `billed from ${from}`, [allMeters])];
  await changeHeads(customer, ({ billsFrom }) => (billsFrom === from ? undefined : { set: { billsFrom: from }, also }));
};

/** The watermark that the close to `to` has moved on from, or would move on from now: the late usage that met it is billed by
 *  this close. Null where there was none, or where it was not written down. */
export const closedBefore = async (customer: CustomerId, to: Instant): Promise<Instant | null> => {
  const head = await readHead(customer);
  if (head.closedThrough !== null && head.closedThrough < to) return head.closedThrough;
  return head.closedThrough === to ? head.closedBefore : null;
};

const moveTo = (from: Instant | null, to: Instant): Attributes =>
  from === null ? { closedThrough: to } : { closedThrough: to, closedBefore: from };

type Attributes = Readonly<Record<string, Instant>>;

/** What heads get, and what is written together with them. */
interface HeadChange {
  readonly set: Attributes;
  readonly also: readonly TransactWriteItem[];
}

/** Changes the heads of all shards at once. It reads, decides and writes until no commit gets in between.
 *  @param decide answers undefined where nothing is to be changed
 *  @returns whether something was changed */
const changeHeads = async (customer: CustomerId, decide: (head: Head) => HeadChange | undefined): Promise<boolean> => {
  for (let tries = 0; tries < maxTries; tries++) {
    await pause(tries);
    const head = await readHead(customer);
    const change = decide(head);
    if (change === undefined) return false;
    const isOne = head.shards === 1 && change.also.length === 0;
    if (isOne ? await changeOne(customer, head, change) : await changeAll(customer, head, change)) return true;
  }
  throw busy(customer);
};

const busy = (customer: CustomerId) =>
  new Conflict('customer_busy', `The counters of "${customer}" are busy: try again.`);

/** The update of the head of one shard, if it still is as it was read. Only that of shard 0 knows how many shards there are. */
const headUpdate = (customer: CustomerId, shard: number, head: Head, set: Attributes) => {
  const { ConditionExpression, ExpressionAttributeValues } = unmoved(head);
  const split = head.shards === 1 ? 'attribute_not_exists(shards)' : 'shards = :shards';
  const isSplit = shard === 0 && head.shards > 1;
  return {
    TableName: tableOf('usage'),
    Key: headKey(customer, shard),
    UpdateExpression: `SET ${Object.keys(set)
      .map((name) => `${name} = :new_${name}`)
      .join(', ')}`,
    ConditionExpression: shard === 0 ? `${ConditionExpression} AND ${split}` : ConditionExpression,
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(set).map(([name, S]) => [`:new_${name}`, { S }])),
      ...ExpressionAttributeValues,
      ...(isSplit ? { ':shards': { N: String(head.shards) } } : {}),
    },
  };
};

/** Changes the head of a customer with one shard. False when it was changed or the customer was split in between, or when a
 *  commit was in the way. */
const changeOne = (customer: CustomerId, head: Head, { set }: HeadChange): Promise<boolean> =>
  conditionHeld(dynamo.send(new UpdateItemCommand(headUpdate(customer, 0, head, set)))).catch(unlessConflict);

/** A single write is turned away while a transaction holds its item. */
const unlessConflict = (error: unknown): false => {
  if (error instanceof TransactionConflictException) return false;
  throw error;
};

/** Changes the heads of all shards, if there still are as many. */
const changeAll = (customer: CustomerId, head: Head, { set, also }: HeadChange): Promise<boolean> =>
  transact([...allShards(head.shards).map((shard) => ({ Update: headUpdate(customer, shard, head, set) })), ...also]);

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

/** Raises the number of shards, and gives what the head says to the new ones. It must not move meanwhile. */
const split = (customer: CustomerId, head: Head, shards: number): readonly TransactWriteItem[] => {
  const { closedThrough, closedBefore, billsFrom } = head;
  const said = Object.entries({ closedThrough, closedBefore, billsFrom }).flatMap(([name, at]) =>
    at === null ? [] : [[name, { S: at }] as const],
  );
  const copied = Object.fromEntries(said);
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
      Put: { TableName: tableOf('usage'), Item: { ...headKey(customer, shard), ...copied } },
    })),
  ];
};

/** False when it was cancelled: a condition did not hold, or a commit was in the way. */
const transact = async (TransactItems: readonly TransactWriteItem[]): Promise<boolean> => {
  const write = dynamo.send(new TransactWriteItemsCommand({ TransactItems: [...TransactItems] }));
  return (await cancellationOf(write)) === undefined;
};

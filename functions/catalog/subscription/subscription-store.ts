import { z } from 'zod';
import { type CustomerId, type SubscriptionId, subscriptionId } from '../../kernel/ids.ts';
import { fromMilliseconds, type Instant } from '../../kernel/instant.ts';
import { Conflict, InvalidInput, NotFound } from '../../kernel/meterline-error.ts';
import { environmentNumber } from '../../platform/environment.ts';
import { mapPage, type Page } from '../../platform/table/cursor.ts';
import { living } from '../../platform/table/item-size.ts';
import { type PageRequest, queryPage, startKeyIn } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import { graceVariable } from '../contract.ts';
import type { Customer } from '../customer/customer.ts';
import { listPage, putItem, readAll, readItem, readPage } from '../table/item-store.ts';
import {
  activeSubscriptionItem,
  customerPartition,
  customerSubscriptionItem,
  customerSubscriptionPrefix,
  dueKey,
  duePartition,
  listKey,
  subscriptionItem,
} from '../table/keys.ts';
import { commit, commitIfUnchanged, create } from '../table/transaction-store.ts';
import { withNextPeriod } from './next-period.ts';
import type { Subscription } from './subscription.ts';
import { subscriptionFromItem, subscriptionItemWire, subscriptionToItem } from './subscription-wire.ts';

const kind = 'SUBSCRIPTIONS';
const duePageSize = 100;
const pointer = z.object({ subscriptionId: z.string().transform(subscriptionId) });
/** The mark of a customer names its latest subscription. `endedAt` is there once that is cancelled and closed: until
 *  then the customer has been billed, and the next subscription starts there or later. `endedBefore` is the `endedAt`
 *  of the subscription before. */
const markerSchema = pointer.extend({ endedAt: z.string().optional(), endedBefore: z.string().optional() });
type Marker = z.output<typeof markerSchema>;
/** The `endedAt` where nothing was ever billed. */
const never = fromMilliseconds(0);

/** @throws Conflict `subscription_exists` when the customer has an active one
 *  @throws InvalidInput `start_before_last_end` at `/startAt`: what the subscription before has billed is not billed
 *    again */
export const createSubscription = async (subscription: Subscription, customer: Customer): Promise<void> => {
  const { id, customerId, startAt, createdAt, closeAt } = subscription;
  const refusal = () => new Conflict('subscription_exists', `The customer "${customerId}" has an active subscription.`);
  const marker = await readMarker(customerId);
  if (marker?.endedAt !== undefined && marker.endedAt > startAt) {
    const detail = `The subscription before ended at ${marker.endedAt}.`;
    throw new InvalidInput({ code: 'start_before_last_end', pointer: '/startAt', detail });
  }
  const item = create(subscriptionItem(id), {
    ...subscriptionToItem(subscription),
    ...listKey(kind, createdAt, id),
    ...(customer.testClockId === null ? dueKey(closeAt, id) : {}),
  });
  await commit(
    { item: activate(subscription, marker), refusal },
    { item: create(customerSubscriptionItem(customerId, id), { subscriptionId: id }), refusal },
    { item, refusal },
  );
};

/** The customer's new mark, on condition that the mark before is still the one that was read, and that it has ended. */
const activate = ({ customerId, id }: Subscription, before: Marker | undefined): TransactItem => {
  const mark = { TableName: tableOf('catalog'), Item: { ...activeSubscriptionItem(customerId), subscriptionId: id } };
  if (before === undefined) return { Put: { ...mark, ConditionExpression: 'attribute_not_exists(pk)' } };
  const endedBefore = before.endedAt ?? never;
  return {
    Put: {
      ...{ ...mark, Item: { ...mark.Item, endedBefore } },
      ConditionExpression: '#endedAt = :endedAt',
      ExpressionAttributeNames: { '#endedAt': 'endedAt' },
      ExpressionAttributeValues: { ':endedAt': endedBefore },
    },
  };
};

/** The read is strongly consistent.
 *  @throws NotFound `subscription_not_found` */
export const requireSubscription = async (id: SubscriptionId): Promise<Subscription> => fromItem(await requireItem(id));

/** The read is strongly consistent. */
export const activeSubscription = async (customer: CustomerId): Promise<Subscription | undefined> => {
  const marker = await readMarker(customer);
  return marker === undefined || marker.endedAt !== undefined ? undefined : requireSubscription(marker.subscriptionId);
};

/** The active subscription of a customer, or the last one that it had; strongly consistent. */
export const latestSubscription = async (customer: CustomerId): Promise<Subscription | undefined> => {
  const marker = await readMarker(customer);
  return marker === undefined ? undefined : requireSubscription(marker.subscriptionId);
};

/** All subscriptions that a customer has or had, latest first; strongly consistent. */
export const subscriptionsOf = async (customer: CustomerId): Promise<readonly Subscription[]> => {
  const items = await readAll(customerPartition(customer), customerSubscriptionPrefix);
  return Promise.all(items.map((item) => requireSubscription(pointer.parse(item).subscriptionId)).toReversed());
};

const readMarker = async (customer: CustomerId) => {
  const marker = await readItem(activeSubscriptionItem(customer));
  return marker === undefined ? undefined : markerSchema.parse(marker);
};

export const subscriptionPage = async (request: PageRequest): Promise<Page<Subscription>> =>
  mapPage(await listPage(kind, request), fromItem);

/** The subscriptions of a customer, latest first, ended ones too; strongly consistent. */
export const customerSubscriptionPage = async (
  customer: CustomerId,
  request: PageRequest,
): Promise<Page<Subscription>> => {
  const prefix = customerSubscriptionPrefix;
  const { data, nextCursor } = await readPage(customerPartition(customer), prefix, 'descending', request);
  const ids = data.map((item) => pointer.parse(item).subscriptionId);
  return { data: await Promise.all(ids.map(requireSubscription)), nextCursor };
};

/** The subscriptions that are to be closed at `now`, the earliest first, but for those of customers on test clocks.
 *  What changed a moment ago may still be missing or there. */
export const dueSubscriptions = async (
  now: Instant,
  cursor?: string,
): Promise<{ readonly ids: readonly SubscriptionId[]; readonly cursor: string | null }> => {
  const { data, nextCursor } = await queryPage({
    TableName: tableOf('catalog'),
    IndexName: 'due',
    KeyConditionExpression: 'duePk = :due AND dueSk < :end',
    // `~` sorts after every id, so that what is due at `now` itself is among them.
    ExpressionAttributeValues: { ':due': duePartition, ':end': `${now}#~` },
    ExclusiveStartKey: startKeyIn(cursor, { duePk: duePartition }, ['pk', 'sk', 'duePk', 'dueSk']),
    Limit: duePageSize,
  });
  return { ids: data.map((item) => fromItem(item).id), cursor: nextCursor };
};

/** Begins the close of the open period: from now on nothing that lies before its end may change. Where the close has
 *  begun already, this changes nothing.
 *  @returns the subscription as it is to be billed. Where this period is closed by now, it is the one with another
 *    period open */
export const beginClosing = (subscription: Subscription): Promise<Subscription> =>
  changeOpen(subscription, (current) =>
    current.closing === current.period.end
      ? current
      : { ...current, closing: current.period.end, revision: current.revision + 1 },
  );

/** Ends the close: opens the next period, or ends the subscription. Done already, it changes nothing.
 *  @param subscription as it was when its open period was closed
 *  @param timeZone the present zone of the customer
 *  @returns the subscription as it is afterwards
 *  @throws NotFound `subscription_not_found` */
export const completePeriod = (subscription: Subscription, timeZone: string): Promise<Subscription> =>
  changeOpen(subscription, (current) => withNextPeriod(current, timeZone, environmentNumber(graceVariable)));

/** Changes the subscription as it is now, as long as the open period is still the same. It reads, decides and writes
 *  until nobody has written in between.
 *  @param become gives the same subscription back where nothing is to be done */
const changeOpen = async (
  subscription: Subscription,
  become: (current: Subscription) => Subscription,
): Promise<Subscription> => {
  for (;;) {
    const current = await requireSubscription(subscription.id);
    if (current.period.index !== subscription.period.index || current.status === 'cancelled') return current;
    const next = become(current);
    if (next === current || (await saveSubscription(current, next))) return next;
  }
};

/** Stores what a subscription has become, if nobody has changed it since.
 *  @returns whether it was stored */
export const saveSubscription = async (before: Subscription, after: Subscription): Promise<boolean> => {
  const { duePk, dueSk: _, ...item } = await requireItem(before.id);
  const isSwept = duePk !== undefined && after.status === 'active';
  const due = isSwept ? dueKey(after.closeAt, after.id) : {};
  const Item = living({ ...item, ...subscriptionToItem(after), ...due });
  const isUnchanged = {
    ConditionExpression: '#revision = :revision',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':revision': before.revision },
  };
  if (after.status !== 'cancelled') return putItem(Item, isUnchanged);
  return saveEnded({ Put: { TableName: tableOf('catalog'), Item, ...isUnchanged } }, after);
};

/** Stores a subscription that has ended. From then on the customer may have another one.
 *  @returns whether it was stored */
const saveEnded = async (item: TransactItem, ended: Subscription): Promise<boolean> =>
  commitIfUnchanged([item, end(ended, await readMarker(ended.customerId))]);

/** The mark of a subscription that has ended. One that never began leaves the end of the one before, since nothing has
 *  been billed for the time in between: the customer may begin anew before the start that was taken back. */
const end = ({ id, customerId, startAt, period }: Subscription, before: Marker | undefined): TransactItem => ({
  Put: {
    TableName: tableOf('catalog'),
    Item: {
      ...{ ...activeSubscriptionItem(customerId), subscriptionId: id },
      endedAt: period.end > startAt ? period.end : (before?.endedBefore ?? never),
    },
    ConditionExpression: '#subscriptionId = :id',
    ExpressionAttributeNames: { '#subscriptionId': 'subscriptionId' },
    ExpressionAttributeValues: { ':id': id },
  },
});

const fromItem = (item: unknown): Subscription => subscriptionFromItem(subscriptionItemWire.parse(item));

const requireItem = async (id: SubscriptionId) => {
  const item = await readItem(subscriptionItem(id));
  if (item === undefined) throw new NotFound('subscription', id);
  return item;
};

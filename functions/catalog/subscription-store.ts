import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { documents } from '../platform/dynamo.ts';
import { environmentNumber } from '../platform/environment.ts';
import type { Page } from '../platform/page.ts';
import { tableOf } from '../platform/tables.ts';
import { graceVariable } from './contract.ts';
import type { Customer } from './customer.ts';
import { type CustomerId, type SubscriptionId, subscriptionId } from './ids.ts';
import type { Instant } from './instant.ts';
import { listPage, type PageRequest, queryPage, readItem, readPage, startKeyIn } from './item-store.ts';
import {
  activeSubscriptionItem,
  customerPartition,
  customerSubscriptionItem,
  customerSubscriptionPrefix,
  dueKey,
  duePartition,
  listKey,
  subscriptionItem,
} from './keys.ts';
import { Conflict, NotFound } from './meterline-error.ts';
import { requirePlanVersion } from './plan-store.ts';
import { withNextPeriod } from './subscribe.ts';
import { type Subscription, subscriptionFromWire, subscriptionToWire, subscriptionWire } from './subscription.ts';
import { commit, create, replace } from './transaction-store.ts';

const kind = 'SUBSCRIPTIONS';
const duePageSize = 100;
const pointer = z.object({ subscriptionId: z.string().transform(subscriptionId) });

/** @throws Conflict `subscription_exists` when the customer has an active one */
export const createSubscription = async (subscription: Subscription, customer: Customer): Promise<void> => {
  const { id, customerId, createdAt, closeAt } = subscription;
  const refusal = () => new Conflict('subscription_exists', `The customer "${customerId}" has an active subscription.`);
  const item = create(subscriptionItem(id), {
    ...subscriptionToWire(subscription),
    ...listKey(kind, createdAt, id),
    ...(customer.testClockId === null ? dueKey(closeAt, id) : {}),
  });
  await commit(
    { item: create(activeSubscriptionItem(customerId), { subscriptionId: id }), refusal },
    { item: create(customerSubscriptionItem(customerId, id), { subscriptionId: id }), refusal },
    { item, refusal },
  );
};

/** Strongly consistent.
 *  @throws NotFound `subscription_not_found` */
export const requireSubscription = async (id: SubscriptionId): Promise<Subscription> =>
  subscriptionFromWire(subscriptionWire.parse(await requireItem(id)));

/** Strongly consistent. */
export const activeSubscription = async (customer: CustomerId): Promise<Subscription | undefined> => {
  const active = await readItem(activeSubscriptionItem(customer));
  return active === undefined ? undefined : requireSubscription(pointer.parse(active).subscriptionId);
};

export const subscriptionPage = async (request: PageRequest): Promise<Page<Subscription>> => {
  const { data, nextCursor } = await listPage(kind, request);
  return { data: data.map(fromItem), nextCursor };
};

/** A customer's, latest first, ended ones too; strongly consistent. */
export const customerSubscriptionPage = async (
  customer: CustomerId,
  request: PageRequest,
): Promise<Page<Subscription>> => {
  const prefix = customerSubscriptionPrefix;
  const { data, nextCursor } = await readPage(customerPartition(customer), prefix, 'descending', request);
  const ids = data.map((item) => pointer.parse(item).subscriptionId);
  return { data: await Promise.all(ids.map(requireSubscription)), nextCursor };
};

/** Subscriptions to close at `now`, earliest first; none of a customer on a test clock. What changed a moment ago
 *  may still be missing or there. */
export const dueSubscriptions = async (
  now: Instant,
  cursor?: string,
): Promise<{ readonly ids: readonly SubscriptionId[]; readonly cursor: string | null }> => {
  const { data, nextCursor } = await queryPage({
    TableName: tableOf('catalog'),
    IndexName: 'due',
    KeyConditionExpression: 'duePk = :due AND dueSk < :end',
    // `~` sorts after every id, so what is due at `now` itself is in.
    ExpressionAttributeValues: { ':due': duePartition, ':end': `${now}#~` },
    ExclusiveStartKey: startKeyIn(cursor, { duePk: duePartition }, ['pk', 'sk', 'duePk', 'dueSk']),
    Limit: duePageSize,
  });
  return { ids: data.map((item) => fromItem(item).id), cursor: nextCursor };
};

/** Opens the next period. Opened already: changes nothing.
 *  @param subscription as it was when its open period was closed
 *  @returns the subscription as it is afterwards
 *  @throws NotFound `subscription_not_found` */
export const completePeriod = async (subscription: Subscription): Promise<Subscription> => {
  const { interval } = await requirePlanVersion(subscription.planId, subscription.planVersion);
  const next = withNextPeriod(subscription, interval, environmentNumber(graceVariable));
  const item = await requireItem(subscription.id);
  if (fromItem(item).periodIndex !== subscription.periodIndex) return fromItem(item);
  try {
    await replacePeriod(next, subscription.periodIndex, item.duePk !== undefined);
    return next;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return requireSubscription(subscription.id);
    throw error;
  }
};

const replacePeriod = (next: Subscription, before: number, swept: boolean) => {
  const { periodIndex, periodStart, periodEnd, closeAt } = subscriptionToWire(next);
  const changes = { periodIndex, periodStart, periodEnd, closeAt, ...(swept ? dueKey(closeAt, next.id) : {}) };
  return documents.send(new UpdateCommand(replace(subscriptionItem(next.id), changes, ['periodIndex', before])));
};

const fromItem = (item: unknown): Subscription => subscriptionFromWire(subscriptionWire.parse(item));

const requireItem = async (id: SubscriptionId) => {
  const item = await readItem(subscriptionItem(id));
  if (item === undefined) throw new NotFound('subscription', id);
  return item;
};

import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CustomerId, InvoiceId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { NotFound } from '../kernel/meterline-error.ts';
import { documents } from '../platform/table/dynamo.ts';
import { conditionHeld } from '../platform/table/refused.ts';
import { tableOf } from '../platform/table/tables.ts';
import type { Collection, EndStatus } from './collection.ts';
import { collectionFromItem, collectionToItem } from './collection-wire.ts';
import type { Step } from './contract.ts';
import { collectionKey, collectionPrefix } from './table/keys.ts';
import { itemsOf, readItem } from './table/table-store.ts';

/** Keeps a new collection. One that was begun before stays as it is. */
export const beginCollection = async (collection: Collection): Promise<void> => {
  const { customerId, invoiceId } = collection;
  const command = new PutCommand({
    TableName: tableOf('payments'),
    Item: { ...collectionKey(customerId, invoiceId), ...collectionToItem(collection) },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  await conditionHeld(documents.send(command));
};

/** Strongly consistent.
 *  @throws NotFound `collection_not_found` */
export const requireCollection = async (customer: CustomerId, invoice: InvoiceId): Promise<Collection> => {
  const item = await readItem(collectionKey(customer, invoice));
  if (item === undefined) throw new NotFound('collection', invoice);
  return collectionFromItem(item);
};

/** All collections of a customer, also those that have ended; strongly consistent. */
export const collectionsOf = async (customer: CustomerId): Promise<readonly Collection[]> =>
  (await itemsOf(customer, collectionPrefix)).map(collectionFromItem);

/** Writes down that the collection waits, and the token by which whoever has news for it ends the wait.
 *  @returns false when the collection has ended, or has begun the attempt that this step waits for */
export const registerWait = async (step: Step, token: string): Promise<boolean> => {
  const { customerId, invoiceId, attempt } = step;
  const command = new UpdateCommand({
    TableName: tableOf('payments'),
    Key: collectionKey(customerId, invoiceId),
    UpdateExpression: 'SET #status = :waiting, #token = :token',
    ConditionExpression: '(#status = :running OR #status = :waiting) AND #attempts = :made',
    ExpressionAttributeNames: { '#status': 'status', '#token': 'token', '#attempts': 'attempts' },
    ExpressionAttributeValues: { ':waiting': 'waiting', ':running': 'running', ':token': token, ':made': attempt - 1 },
  });
  return conditionHeld(documents.send(command));
};

/** Ends the collection at `at`, in the customer's time. One that has ended before stays as it is. */
export const endCollection = async (
  customer: CustomerId,
  invoice: InvoiceId,
  status: EndStatus,
  at: Instant,
): Promise<void> => {
  const command = new UpdateCommand({
    TableName: tableOf('payments'),
    Key: collectionKey(customer, invoice),
    UpdateExpression: 'SET #status = :end, #token = :none, #endedAt = :at',
    ConditionExpression: '#status = :running OR #status = :waiting',
    ExpressionAttributeNames: { '#status': 'status', '#token': 'token', '#endedAt': 'endedAt' },
    ExpressionAttributeValues: {
      ':end': status,
      ':none': null,
      ':at': at,
      ':running': 'running',
      ':waiting': 'waiting',
    },
  });
  await conditionHeld(documents.send(command));
};

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand, type QueryCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CustomerId, InvoiceId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Key } from '../kernel/key.ts';
import { NotFound } from '../kernel/meterline-error.ts';
import type { Page } from '../platform/http/page.ts';
import { documents } from '../platform/table/dynamo.ts';
import { type PageRequest, queryPage, startKeyIn } from '../platform/table/query.ts';
import { tableOf } from '../platform/table/tables.ts';
import type { Attempt } from './attempt.ts';
import { attemptFromWire, attemptWire } from './attempt-wire.ts';
import type { Collection, EndStatus } from './collection.ts';
import { collectionFromItem, collectionToItem } from './collection-wire.ts';
import type { Step } from './contract.ts';
import {
  attemptKey,
  attemptPrefix,
  collectionKey,
  collectionPrefix,
  customerPartition,
  invoiceAttemptPrefix,
} from './keys.ts';

/** Begun already: changes nothing. */
export const beginCollection = async (collection: Collection): Promise<void> => {
  const { customerId, invoiceId } = collection;
  const command = new PutCommand({
    TableName: tableOf('payments'),
    Item: { ...collectionKey(customerId, invoiceId), ...collectionToItem(collection) },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  await unlessRefused(documents.send(command));
};

/** Strongly consistent. */
export const findCollection = async (customer: CustomerId, invoice: InvoiceId): Promise<Collection | undefined> => {
  const item = await read(collectionKey(customer, invoice));
  return item === undefined ? undefined : collectionFromItem(item);
};

/** Strongly consistent.
 *  @throws NotFound `collection_not_found` */
export const requireCollection = async (customer: CustomerId, invoice: InvoiceId): Promise<Collection> => {
  const collection = await findCollection(customer, invoice);
  if (collection === undefined) throw new NotFound('collection', invoice);
  return collection;
};

/** All of a customer's, the ended ones too; strongly consistent. */
export const collectionsOf = async (customer: CustomerId): Promise<readonly Collection[]> => {
  const items = await readAll(customer, collectionPrefix);
  return items.map(collectionFromItem);
};

/** False when the collection is not at this step any more. */
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
  return (await unlessRefused(documents.send(command))) !== undefined;
};

/** Ended already: changes nothing. */
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
  await unlessRefused(documents.send(command));
};

/** Strongly consistent. */
export const findAttempt = async ({ customerId, invoiceId, attempt }: Step): Promise<Attempt | undefined> => {
  const item = await read(attemptKey(customerId, invoiceId, attempt));
  return item === undefined ? undefined : attemptOf(item);
};

/** Strongly consistent.
 *  @throws NotFound `attempt_not_found` */
export const requireAttempt = async (step: Step): Promise<Attempt> => {
  const attempt = await findAttempt(step);
  if (attempt === undefined) throw new NotFound('attempt', `${step.invoiceId}-${step.attempt}`);
  return attempt;
};

/** In the order in which they were made; strongly consistent. */
export const attemptsOf = async ({ customerId, invoiceId }: Collection): Promise<readonly Attempt[]> =>
  (await readAll(customerId, invoiceAttemptPrefix(invoiceId))).map(attemptOf);

/** Strongly consistent; by invoice, and in the order in which they were made.
 *  @param invoice null for the attempts of all the customer's invoices
 *  @throws InvalidInput `invalid_cursor` */
export const attemptPage = async (
  customer: CustomerId,
  invoice: InvoiceId | null,
  { limit, cursor }: PageRequest,
): Promise<Page<Attempt>> => {
  const { data, nextCursor } = await queryPage({
    ...inPartition(customer, invoice === null ? attemptPrefix : invoiceAttemptPrefix(invoice)),
    ExclusiveStartKey: startKeyIn(cursor, { pk: customerPartition(customer) }, ['pk', 'sk']),
    Limit: limit,
  });
  return { data: data.map(attemptOf), nextCursor };
};

const attemptOf = (item: unknown): Attempt => attemptFromWire(attemptWire.parse(item));

const read = async (Key: Key) => {
  const { Item } = await documents.send(new GetCommand({ TableName: tableOf('payments'), Key, ConsistentRead: true }));
  return Item;
};

const readAll = async (customer: CustomerId, prefix: string) => {
  const items: Record<string, unknown>[] = [];
  let from: QueryCommandInput['ExclusiveStartKey'];
  do {
    const query = new QueryCommand({ ...inPartition(customer, prefix), ExclusiveStartKey: from });
    const answer = await documents.send(query);
    items.push(...(answer.Items ?? []));
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
};

const inPartition = (customer: CustomerId, prefix: string): QueryCommandInput => ({
  TableName: tableOf('payments'),
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':pk': customerPartition(customer), ':prefix': prefix },
  ConsistentRead: true,
});

const unlessRefused = async <T>(write: Promise<T>): Promise<T | undefined> => {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
};

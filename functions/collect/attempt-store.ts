import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { CustomerId, InvoiceId } from '../kernel/ids.ts';
import { NotFound } from '../kernel/meterline-error.ts';
import type { Page } from '../platform/http/page.ts';
import { documents } from '../platform/table/dynamo.ts';
import type { PageRequest } from '../platform/table/query.ts';
import { cancellationOf } from '../platform/table/refused.ts';
import { tableOf } from '../platform/table/tables.ts';
import type { TransactItem } from '../platform/table/transaction.ts';
import type { Attempt } from './attempt.ts';
import { attemptFromWire, attemptToWire, attemptWire, resultToWire } from './attempt-wire.ts';
import type { Collection } from './collection.ts';
import type { Step } from './contract.ts';
import type { Dunning } from './dunning.ts';
import type { ChargeResult } from './gateway/charging.ts';
import { attemptKey, attemptPrefix, collectionKey, invoiceAttemptPrefix } from './table/keys.ts';
import { itemsOf, pageOf, readItem } from './table/table-store.ts';

/** Strongly consistent. */
export const findAttempt = async ({ customerId, invoiceId, attempt }: Step): Promise<Attempt | undefined> => {
  const item = await readItem(attemptKey(customerId, invoiceId, attempt));
  return item === undefined ? undefined : attemptOf(item);
};

/** Strongly consistent.
 *  @throws NotFound `attempt_not_found` */
export const requireAttempt = async (step: Step): Promise<Attempt> => {
  const attempt = await findAttempt(step);
  if (attempt === undefined) throw new NotFound('attempt', `${step.invoiceId}-${step.attempt}`);
  return attempt;
};

/** The attempts of a collection in the order in which they were made; strongly consistent. */
export const attemptsOf = async ({ customerId, invoiceId }: Collection): Promise<readonly Attempt[]> =>
  (await itemsOf(customerId, invoiceAttemptPrefix(invoiceId))).map(attemptOf);

/** A page of attempts by invoice, those of an invoice in the order in which they were made; strongly consistent.
 *  @param invoice null for the attempts of all the customer's invoices
 *  @throws InvalidInput `invalid_cursor` */
export const attemptPage = async (
  customer: CustomerId,
  invoice: InvoiceId | null,
  page: PageRequest,
): Promise<Page<Attempt>> => {
  const prefix = invoice === null ? attemptPrefix : invoiceAttemptPrefix(invoice);
  const { data, nextCursor } = await pageOf(customer, prefix, page);
  return { data: data.map(attemptOf), nextCursor };
};

const attemptOf = (item: unknown): Attempt => attemptFromWire(attemptWire.parse(item));

/** Writes down a new attempt and, in the same transaction, that its collection is at work on it.
 *  @returns false when the attempt was begun before, or the collection is not at it */
export const beginAttempt = (attempt: Attempt): Promise<boolean> => {
  const { customerId, invoiceId, number } = attempt;
  return written(
    {
      Put: {
        TableName: tableOf('payments'),
        Item: { ...attemptKey(customerId, invoiceId, number), ...attemptToWire(attempt) },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    },
    {
      Update: {
        TableName: tableOf('payments'),
        Key: collectionKey(customerId, invoiceId),
        UpdateExpression: 'SET #status = :running, #token = :none, #attempts = :number',
        ConditionExpression: '(#status = :running OR #status = :waiting) AND #attempts = :made',
        ExpressionAttributeNames: { '#status': 'status', '#token': 'token', '#attempts': 'attempts' },
        ExpressionAttributeValues: {
          ':running': 'running',
          ':waiting': 'waiting',
          ':none': null,
          ':number': number,
          ':made': number - 1,
        },
      },
    },
  );
};

/** Writes down what came of the attempt and, in the same transaction, where a failure leaves its collection.
 *  @param dunning null after a success
 *  @returns false when the attempt was concluded before, or the collection is at another one */
export const concludeAttempt = (attempt: Attempt, result: ChargeResult, dunning: Dunning | null): Promise<boolean> => {
  const { customerId, invoiceId, number } = attempt;
  return written(
    {
      Update: {
        TableName: tableOf('payments'),
        Key: attemptKey(customerId, invoiceId, number),
        ...setting(resultToWire(result)),
        ConditionExpression: '#outcome = :pending',
        ...values(resultToWire(result), { ':pending': 'pending' }),
      },
    },
    ...(dunning === null ? [] : [nextDunning(attempt, dunning)]),
  );
};

const nextDunning = ({ customerId, invoiceId, number }: Attempt, dunning: Dunning): TransactItem => ({
  Update: {
    TableName: tableOf('payments'),
    Key: collectionKey(customerId, invoiceId),
    ...setting({ dunning }),
    ConditionExpression: '#attempts = :made',
    ...values({ dunning }, { ':made': number }, { '#attempts': 'attempts' }),
  },
});

type Attributes = Readonly<Record<string, unknown>>;

const setting = (attributes: Attributes) => ({
  UpdateExpression: `SET ${Object.keys(attributes)
    .map((name) => `#${name} = :${name}`)
    .join(', ')}`,
});

const values = (attributes: Attributes, others: Attributes, names: Readonly<Record<string, string>> = {}) => ({
  ExpressionAttributeNames: {
    ...Object.fromEntries(Object.keys(attributes).map((name) => [`#${name}`, name])),
    ...names,
  },
  ExpressionAttributeValues: {
    ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value])),
    ...others,
  },
});

/** False when a condition does not hold. A conflict with another transaction is thrown instead, since nothing is known of
 *  the conditions then: the state machine tries the step again. */
const written = async (...TransactItems: TransactItem[]): Promise<boolean> => {
  const cancellation = await cancellationOf(documents.send(new TransactWriteCommand({ TransactItems })));
  if (cancellation === undefined) return true;
  if (cancellation.codes.includes('ConditionalCheckFailed')) return false;
  throw cancellation.error;
};

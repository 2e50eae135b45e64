import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { documents } from '../platform/table/dynamo.ts';
import { tableOf } from '../platform/table/tables.ts';
import type { Attempt } from './attempt.ts';
import { attemptToWire, resultToWire } from './attempt-wire.ts';
import type { Dunning } from './dunning.ts';
import type { ChargeResult } from './gateway/charging.ts';
import { attemptKey, collectionKey } from './keys.ts';

/** The attempt, and that the collection is at it, in one. False when it was begun before. */
export const beginAttempt = (attempt: Attempt): Promise<boolean> => {
  const { customerId, invoiceId, number } = attempt;
  return transact(
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

/** What came of the attempt, and where that leaves the collection, in one. False when it is known already.
 *  @param dunning null after a success */
export const concludeAttempt = (attempt: Attempt, result: ChargeResult, dunning: Dunning | null): Promise<boolean> => {
  const { customerId, invoiceId, number } = attempt;
  return transact(
    {
      Update: {
        TableName: tableOf('payments'),
        Key: attemptKey(customerId, invoiceId, number),
        ...setting(resultToWire(result)),
        ConditionExpression: '#outcome = :pending',
        ...values(resultToWire(result), { ':pending': 'pending' }),
      },
    },
    ...(dunning === null ? [] : [standing(attempt, dunning)]),
  );
};

const standing = ({ customerId, invoiceId, number }: Attempt, dunning: Dunning): TransactItem => ({
  Update: {
    TableName: tableOf('payments'),
    Key: collectionKey(customerId, invoiceId),
    ...setting({ dunning }),
    ConditionExpression: '#attempts = :made',
    ...values({ dunning }, { ':made': number }, { '#attempts': 'attempts' }),
  },
});

type Attributes = Readonly<Record<string, unknown>>;
type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

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

/** False when a condition does not hold. */
const transact = async (...items: TransactItem[]): Promise<boolean> => {
  try {
    await documents.send(new TransactWriteCommand({ TransactItems: items }));
    return true;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) return false;
    throw error;
  }
};

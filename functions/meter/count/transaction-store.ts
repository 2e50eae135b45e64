import {
  type DynamoDBClient,
  DynamoDBServiceException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { dynamo } from '../../platform/table/dynamo.ts';
import { cancellationOf } from '../../platform/table/refused.ts';
import { type CommitOutcome, Unstorable } from './counting-port.ts';

/** Writes all actions or none of them, and says what is known about it.
 *  @throws Unstorable */
export const commitAll = (
  actions: readonly TransactWriteItem[],
  client: Pick<DynamoDBClient, 'send'> = dynamo,
): Promise<CommitOutcome> => outcomeOf(client.send(new TransactWriteItemsCommand({ TransactItems: [...actions] })));

/** Codes of a cancellation after which nothing was written, and the same transaction may work a moment later. */
const passing = ['TransactionConflict', 'ProvisionedThroughputExceeded', 'ThrottlingError'];

const outcomeOf = async (transaction: Promise<unknown>): Promise<CommitOutcome> => {
  const cancellation = await cancellationOf(transaction).catch(notCancelled);
  if (cancellation === undefined) return 'committed';
  if (cancellation === 'unknown') return 'unknown';
  const { codes, error } = cancellation;
  if (codes.includes('ConditionalCheckFailed')) return 'refused';
  if (codes.includes('ValidationError')) throw unstorable(error);
  return codes.some((code) => passing.includes(code)) ? 'busy' : 'unknown';
};

/** Any other error leaves open whether the transaction was written, but for a request that DynamoDB found invalid. */
const notCancelled = (error: unknown): 'unknown' => {
  if (error instanceof DynamoDBServiceException && error.name === 'ValidationException') throw unstorable(error);
  return 'unknown';
};

const unstorable = (cause: Error): Unstorable => new Unstorable(`DynamoDB cannot keep it: ${cause.message}`, { cause });

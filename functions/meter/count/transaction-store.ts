import { DynamoDBServiceException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type CommitOutcome, Unstorable } from './counting-port.ts';

/** Reasons after which nothing was written and the same may work a moment later. */
const passing = ['TransactionConflict', 'ProvisionedThroughputExceeded', 'ThrottlingError'];

/** @throws Unstorable */
export const outcomeOf = async (call: Promise<unknown>): Promise<CommitOutcome> => {
  try {
    await call;
    return 'committed';
  } catch (error) {
    if (error instanceof DynamoDBServiceException && error.name === 'ValidationException') throw unstorable(error);
    if (!(error instanceof TransactionCanceledException)) return 'unknown';
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? '');
    if (codes.includes('ConditionalCheckFailed')) return 'refused';
    if (codes.includes('ValidationError')) throw unstorable(error);
    return codes.some((code) => passing.includes(code)) ? 'busy' : 'unknown';
  }
};

const unstorable = (cause: Error): Unstorable => new Unstorable(`DynamoDB cannot keep it: ${cause.message}`, { cause });

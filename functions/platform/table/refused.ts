import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** What a conditional write answered; undefined where its condition did not hold, so that nothing was written. */
export const unlessRefused = async <Answer>(write: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
};

/** Why a conditional write was refused, with the item that was in its way if the write asked for that
 *  (`ReturnValuesOnConditionCheckFailure`); undefined where it was done. */
export const refusalOf = async (write: Promise<unknown>): Promise<ConditionalCheckFailedException | undefined> => {
  try {
    await write;
    return undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return error;
    throw error;
  }
};

/** Whether a conditional write was done. */
export const conditionHeld = async (write: Promise<unknown>): Promise<boolean> =>
  (await refusalOf(write)) === undefined;

/** Why DynamoDB cancelled a transaction. */
export interface Cancellation {
  /** A code for each action of the transaction, in their order; `None` for one that was not in the way. */
  readonly codes: readonly string[];
  /** What to throw where none of the codes is expected. */
  readonly error: TransactionCanceledException;
}

/** Why the transaction was cancelled; undefined where it was written. */
export const cancellationOf = async (transaction: Promise<unknown>): Promise<Cancellation | undefined> => {
  try {
    await transaction;
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    return { codes: (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None'), error };
  }
};

import { setTimeout } from 'node:timers/promises';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { documents } from './dynamo.ts';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

export class NumbersContended extends MeterlineError {
  readonly code = 'invoice_numbers_contended';
  readonly kind = 'unavailable';
  override readonly retryable = true;
}

/** Tries while others write the same at the same moment; the pause before the n-th is up to 20 ms × 2^n. */
const attempts = 8;
const firstPause = 20;

/** Reads, decides and writes until no other was faster in between.
 *  @param once undefined when another was
 *  @throws NumbersContended */
export const untilWritten = async <T>(what: string, once: () => Promise<T | undefined>): Promise<T> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const done = await once();
    if (done !== undefined) return done;
    await setTimeout(Math.random() * firstPause * 2 ** attempt);
  }
  throw new NumbersContended(`Others wrote the same things as ${what} in ${attempts} attempts.`);
};

/** All or nothing; false when a condition does not hold. A lost answer is asked for again by the SDK under the same
 *  token, so it never looks like a lost race. */
export const transact = async (...TransactItems: readonly TransactItem[]): Promise<boolean> => {
  try {
    await documents.send(new TransactWriteCommand({ TransactItems: [...TransactItems] }));
    return true;
  } catch (error) {
    if (error instanceof TransactionCanceledException && lostRace(error)) return false;
    throw error;
  }
};

const racing: readonly (string | undefined)[] = ['ConditionalCheckFailed', 'TransactionConflict'];

const lostRace = ({ CancellationReasons }: TransactionCanceledException): boolean =>
  (CancellationReasons ?? []).some(({ Code }) => racing.includes(Code));

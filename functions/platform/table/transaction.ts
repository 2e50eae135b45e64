import { setTimeout } from 'node:timers/promises';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import { documents } from './dynamo.ts';
import { cancellationOf } from './refused.ts';

export type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Others wrote the same thing at the same moment, again and again. The same call may be sent again as it is. */
export class Contended extends MeterlineError {
  readonly code: `${string}_contended`;
  readonly kind = 'unavailable';
  override readonly retryable = true;

  /** @param what in snake case: `balance` gives the code `balance_contended` */
  constructor(what: string, detail: string) {
    super(detail);
    this.code = `${what}_contended`;
  }
}

/** Attempts before it is given up; the pause after the n-th is chance, at most 20 ms × 2^n (n from 0): 5 s in all at
 *  most. */
const attempts = 8;
const firstPause = 20;

/** Reads, decides and writes, and does so again for as long as somebody else was faster in between.
 *  @param what is contended, in snake case: `balance`
 *  @param once answers undefined when somebody else was faster
 *  @throws Contended `<what>_contended` after 8 attempts */
export const untilWritten = async <T>(what: string, id: string, once: () => Promise<T | undefined>): Promise<T> => {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const done = await once();
    if (done !== undefined) return done;
    await setTimeout(Math.random() * firstPause * 2 ** attempt);
  }
  throw new Contended(
    what,
    `${id}: in each of ${attempts} attempts, others wrote at the same moment what this writes too. Send it again.`,
  );
};

/** Writes all or nothing; false when a condition does not hold. When an answer is lost, the SDK asks for it again
 *  under the same token, so that a lost answer never looks like a lost race. */
export const transact = async (...TransactItems: readonly TransactItem[]): Promise<boolean> => {
  const transaction = documents.send(new TransactWriteCommand({ TransactItems: [...TransactItems] }));
  const cancellation = await cancellationOf(transaction);
  if (cancellation === undefined) return true;
  if (cancellation.codes.some((code) => racing.includes(code))) return false;
  throw cancellation.error;
};

/** A condition that did not hold, or another transaction on the same item at the same moment. */
const racing: readonly string[] = ['ConditionalCheckFailed', 'TransactionConflict'];

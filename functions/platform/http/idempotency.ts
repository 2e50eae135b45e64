import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyValidationError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import { digest } from '../../kernel/ids.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { log } from '../log.ts';
import { countFailure } from '../metrics.ts';
import { tableOf } from '../table/tables.ts';
import { callerName } from './caller.ts';
import { answerIn, kept } from './kept-answer.ts';
import type { Guard, Reply } from './plain-http-api.ts';

/** How many seconds an answer is kept for a repeated key: a day. */
const keptFor = 24 * 3600;

/** How a call has ended. */
type Ending<T> = { readonly reply: T } | { readonly error: unknown };

/** On a route that creates, runs `call` at most once for a caller's `Idempotency-Key`: a repeat gets the first answer.
 *  An error is not kept, so that the same key may be tried again. A call that was made is answered as it ended, also where
 *  that could not be written down afterwards; one that could not be noted before is not made.
 *  @throws Conflict `idempotency_key_in_use`, `idempotency_key_reused`, `idempotency_answer_not_kept` */
export const once: Guard = async (route, request, event, context, call) => {
  const key = request.headers['idempotency-key'];
  if (route.creates === undefined || key === undefined || key === '') return call();
  const endings: Ending<Reply>[] = [];
  const guarded = makeIdempotent(
    async (_: { key: string; body: string }) => {
      const ending = await endingOf(call);
      endings.push(ending);
      if ('error' in ending) throw ending.error;
      return kept(ending.reply);
    },
    {
      persistenceStore: new DynamoDBPersistenceLayer({ tableName: tableOf('idempotency') }),
      config: configOf(context),
    },
  );
  const asked = { key: digest(callerName(request.caller), route.method, event.path, key), body: event.body ?? '' };
  const answer = await endingOf(() => guarded(asked));
  const [ending] = endings;
  if (ending !== undefined) return asItEnded(ending, answer);
  if ('error' in answer) throw toldAs(answer.error);
  return answerIn(answer.reply);
};

const configOf = (lambdaContext: Context) =>
  new IdempotencyConfig({
    eventKeyJmesPath: 'key',
    payloadValidationJmesPath: 'body',
    expiresAfterSeconds: keptFor,
    lambdaContext,
  });

const endingOf = async <T>(run: () => Promise<T>): Promise<Ending<T>> => {
  try {
    return { reply: await run() };
  } catch (error) {
    return { error };
  }
};

/** The call's own ending. Where the memory has ended otherwise, it could not be written down: that is told to the alarm, and not
 *  to the caller, whose repeat waits until the note of the running call has expired. */
const asItEnded = (ending: Ending<Reply>, remembered: Ending<unknown>): Reply => {
  const own = 'error' in ending ? ending.error : undefined;
  if ('error' in remembered && remembered.error !== own) {
    log.error('answer not remembered', { error: remembered.error });
    countFailure();
  }
  if ('error' in ending) throw ending.error;
  return ending.reply;
};

const toldAs = (error: unknown): unknown => {
  if (error instanceof IdempotencyAlreadyInProgressError) {
    return new Conflict('idempotency_key_in_use', 'A request with this Idempotency-Key is still running.');
  }
  if (error instanceof IdempotencyValidationError) {
    return new Conflict('idempotency_key_reused', 'This Idempotency-Key was used with another body.');
  }
  return error;
};

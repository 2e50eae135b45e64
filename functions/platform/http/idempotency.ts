import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyValidationError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { digest } from '../../kernel/ids.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { tableOf } from '../table/tables.ts';
import type { Caller } from './caller.ts';
import type { Guard, Reply } from './plain-http-api.ts';

/** How many seconds an answer is kept for a repeated key: a day. */
const keptFor = 24 * 3600;

export const callerName = (caller: Caller): string => {
  switch (caller.kind) {
    case 'key':
      return caller.keyId;
    case 'portal':
      return caller.customerId;
    case 'nobody':
      return '';
  }
};

/** The reply as it goes over the wire. The table takes no `undefined`, and refuses an answer that has one. */
const storable = (reply: Reply): Reply => JSON.parse(JSON.stringify(reply));

/** On a route that creates, runs `call` at most once for a caller's `Idempotency-Key`: a repeat gets the first answer.
 *  An error is not kept, so that the same key may be tried again.
 *  @throws Conflict `idempotency_key_in_use`, `idempotency_key_reused` */
export const once: Guard = async (route, request, event, context, call) => {
  const key = request.headers['idempotency-key'];
  if (route.creates === undefined || key === undefined || key === '') return call();
  const config = new IdempotencyConfig({
    eventKeyJmesPath: 'key',
    payloadValidationJmesPath: 'body',
    expiresAfterSeconds: keptFor,
    lambdaContext: context,
  });
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName: tableOf('idempotency') });
  const guarded = makeIdempotent(async (_: { key: string; body: string }) => storable(await call()), {
    persistenceStore,
    config,
  });
  try {
    return await guarded({
      key: digest(callerName(request.caller), route.method, event.path, key),
      body: event.body ?? '',
    });
  } catch (error) {
    if (error instanceof IdempotencyAlreadyInProgressError) {
      throw new Conflict('idempotency_key_in_use', 'A request with this Idempotency-Key is still running.');
    }
    if (error instanceof IdempotencyValidationError) {
      throw new Conflict('idempotency_key_reused', 'This Idempotency-Key was used with another body.');
    }
    throw error;
  }
};

import { z } from 'zod';
import { Conflict } from '../../kernel/meterline-error.ts';
import type { Request } from '../../platform/http/http-api.ts';
import { bodyDigest, hasKey, requestId } from '../../platform/http/request-id.ts';
import type { Route } from '../../platform/http/route.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import { putNew, readItem } from './table-store.ts';

/** A request that makes something. */
export interface Identified {
  /** The id of what it makes. */
  readonly id: string;
  /** Whether the same request has made it before. */
  readonly isRepeat: boolean;
  /** Notes what the request was, in the transaction of what it makes. Nothing is to be noted without an `Idempotency-Key`. */
  readonly noting: readonly TransactItem[];
}

const noteItem = z.object({ body: z.string() });

/** Tells which request this is, by caller and `Idempotency-Key`, and compares its body with the one that the key came with
 *  before. The answer of the first request is kept for a day only, but what it made keeps the id that follows from the key: so
 *  without the comparison, another body under an old key would be answered with somebody else's thing.
 *  @param scope tells apart the things that one key may be used for
 *  @throws Conflict `idempotency_key_reused` */
export const identify = async (
  prefix: string,
  request: Pick<Request<Route>, 'caller' | 'headers' | 'text'>,
  ...scope: readonly string[]
): Promise<Identified> => {
  const id = requestId(prefix, request, ...scope);
  if (!hasKey(request)) return { id, isRepeat: false, noting: [] };
  const key = { pk: `REQUEST#${id}`, sk: 'REQUEST' };
  const body = bodyDigest(request);
  const note = await readItem(key);
  if (note !== undefined && noteItem.parse(note).body !== body) {
    throw new Conflict('idempotency_key_reused', 'This Idempotency-Key was used with another body.');
  }
  return { id, isRepeat: note !== undefined, noting: [putNew(key, { body })] };
};

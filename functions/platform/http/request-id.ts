import { digest } from '../../kernel/ids.ts';
import { newId } from '../new-id.ts';
import type { Request } from './http-api.ts';
import { callerName } from './idempotency.ts';
import type { Route } from './route.ts';

/** The id of what a request makes. With an `Idempotency-Key` it follows from caller and key: a repeat whose first
 *  answer was lost makes nothing more. Without one it is new each time.
 *  @param scope tells apart the things that one key may be used for */
export const requestId = (
  prefix: string,
  { caller, headers }: Pick<Request<Route>, 'caller' | 'headers'>,
  ...scope: readonly string[]
): string => {
  const key = headers['idempotency-key'];
  if (key === undefined || key === '') return newId(prefix);
  return `${prefix}_${digest(callerName(caller), ...scope, key)}`;
};

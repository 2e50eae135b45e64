import { digest } from '../../kernel/ids.ts';
import { newId } from '../new-id.ts';
import { callerName } from './caller.ts';
import type { Request } from './http-api.ts';
import type { Route } from './route.ts';

type Headed = Pick<Request<Route>, 'headers'>;

const keyIn = ({ headers }: Headed): string => headers['idempotency-key'] ?? '';

/** Whether the request has an `Idempotency-Key`. */
export const hasKey = (request: Headed): boolean => keyIn(request) !== '';

/** The id of what a request makes. With an `Idempotency-Key` it follows from caller and key: a repeat whose first
 *  answer was lost makes nothing more. Without one it is new each time.
 *  @param scope tells apart the things that one key may be used for */
export const requestId = (
  prefix: string,
  request: Pick<Request<Route>, 'caller' | 'headers'>,
  ...scope: readonly string[]
): string =>
  hasKey(request) ? `${prefix}_${digest(callerName(request.caller), ...scope, keyIn(request))}` : newId(prefix);

/** Tells bodies apart without keeping them. It is of the text as it came, as the comparison of a repeated request is. */
export const bodyDigest = ({ text }: Pick<Request<Route>, 'text'>): string => digest(text);

import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type CustomerId, customerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { MeterlineError, NotFound } from '../../kernel/meterline-error.ts';
import { type Scope, scopes } from '../../kernel/scope.ts';
import type { Route } from './route.ts';

/** Who calls, as the authorizer found out: the holder of an API key, the holder of a portal link, which shows the data
 *  of one customer, or nobody known, for whom only open routes are there. */
export type Caller =
  | { readonly kind: 'key'; readonly keyId: string; readonly scopes: readonly Scope[] }
  | { readonly kind: 'portal'; readonly customerId: CustomerId }
  | { readonly kind: 'nobody' };

/** The id of the key, or of the customer whose link it is; empty for nobody. */
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

export class Forbidden extends MeterlineError {
  readonly kind = 'forbidden';
  constructor(
    readonly code: 'scope_missing' | 'not_your_data',
    detail: string,
  ) {
    super(detail);
  }
}

/** What the authorizer hands on to the handlers. API Gateway passes strings only. */
export const authorizerContext = (caller: Caller): Record<string, string> => {
  switch (caller.kind) {
    case 'key':
      return { kind: 'key', keyId: caller.keyId, scopes: caller.scopes.join(' ') };
    case 'portal':
      return { kind: 'portal', customerId: caller.customerId };
    case 'nobody':
      return { kind: 'nobody' };
  }
};

export const callerOf = (event: Pick<APIGatewayProxyEvent, 'requestContext'>): Caller => {
  const context = event.requestContext.authorizer ?? {};
  if (context.kind === 'key') {
    const granted = String(context.scopes).split(' ');
    return { kind: 'key', keyId: String(context.keyId), scopes: scopes.filter((scope) => granted.includes(scope)) };
  }
  return context.kind === 'portal'
    ? { kind: 'portal', customerId: customerId(String(context.customerId)) }
    : { kind: 'nobody' };
};

class Expired extends MeterlineError {
  readonly kind = 'unauthorized';
  constructor(
    readonly code: 'link_expired' | 'key_expired',
    detail: string,
  ) {
    super(detail);
  }
}

/** Refuses a portal link or a key that has expired. API Gateway keeps the answer of the authorizer for minutes, and both are
 *  to end when it was said.
 *  @throws Expired `link_expired`, `key_expired` */
export const assertAlive = (event: Pick<APIGatewayProxyEvent, 'requestContext'>, now: Instant): void => {
  const { expiresAt, kind } = event.requestContext.authorizer ?? {};
  if (typeof expiresAt !== 'string' || expiresAt > now) return;
  throw kind === 'key'
    ? new Expired('key_expired', 'This key has expired.')
    : new Expired('link_expired', 'This link has expired.');
};

/** Whether the caller may use the route with these path parameters.
 *  @throws Forbidden where it may not */
export const assertAccess = (route: Route, caller: Caller, parameters: Readonly<Record<string, string>>): void => {
  if (route.access === 'open') return;
  if (caller.kind === 'portal') {
    const own = route.portal === 'handler' || (route.portal === 'path' && parameters.customerId === caller.customerId);
    if (!own) throw new Forbidden('not_your_data', 'This link shows the data of one customer only.');
    return;
  }
  if (caller.kind === 'key' && (caller.scopes.includes(route.access) || caller.scopes.includes('admin'))) return;
  throw new Forbidden('scope_missing', `The key needs the scope "${route.access}".`);
};

/** Hides the thing of another customer from the holder of a portal link, as if it did not exist.
 *  @throws NotFound */
export const assertOwn = (caller: Caller, owner: CustomerId, what: string, id: string): void => {
  if (caller.kind === 'portal' && caller.customerId !== owner) throw new NotFound(what, id);
};

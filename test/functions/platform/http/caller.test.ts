import { describe, expect, it } from 'vitest';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import type { Scope } from '../../../../functions/kernel/scope.ts';
import {
  assertAccess,
  assertAlive,
  assertOwn,
  authorizerContext,
  type Caller,
  callerOf,
} from '../../../../functions/platform/http/caller.ts';
import type { Route } from '../../../../functions/platform/http/route.ts';
import { httpEvent } from '../http-event.ts';

const key = (...scopes: readonly Scope[]): Caller => ({ kind: 'key', keyId: 'key_1', scopes });
const portal = (id: string): Caller => ({ kind: 'portal', customerId: customerId(id) });
const nobody: Caller = { kind: 'nobody' };
const route = (access: Route['access'], more: Partial<Route> = {}): Route => ({
  ...{ method: 'GET', path: '/customers/{customerId}/usage', summary: '', status: 200, access },
  ...more,
});
const may = (caller: Caller, to: Route): string => {
  try {
    assertAccess(to, caller, { customerId: 'cust_1' });
    return 'yes';
  } catch (error) {
    return Object(error).code;
  }
};

describe('who may call a route', () => {
  it.each<[string, Caller, Route]>([
    ['yes', nobody, route('open')],
    ['yes', portal('cust_2'), route('open')],
    ['yes', key('read'), route('read')],
    ['yes', key('ingest', 'read'), route('read')],
    ['yes', key('admin'), route('read')],
    ['yes', key('admin'), route('ingest')],
    ['scope_missing', key('ingest'), route('read')],
    ['scope_missing', key('read'), route('admin')],
    ['scope_missing', key('read', 'ingest'), route('admin')],
    ['scope_missing', key(), route('read')],
    ['scope_missing', nobody, route('read')],
    ['yes', portal('cust_1'), route('read', { portal: 'path' })],
    ['not_your_data', portal('cust_2'), route('read', { portal: 'path' })],
    ['not_your_data', portal('cust_1'), route('read')],
    ['not_your_data', portal('cust_1'), route('admin')],
    ['yes', portal('cust_2'), route('read', { portal: 'handler' })],
    ['scope_missing', nobody, route('read', { portal: 'path' })],
  ])('%s: %o to %o', (expected, caller, to) => {
    expect(may(caller, to)).toBe(expected);
  });

  it('a portal token without a customer in the path reaches nothing', () => {
    expect(() => assertAccess(route('read', { portal: 'path' }), portal('cust_1'), {})).toThrow();
  });

  it('another customer’s thing is not there for a portal token, and is for a key', () => {
    expect(() => assertOwn(portal('cust_2'), customerId('cust_1'), 'invoice', 'inv_1')).toThrow(
      expect.objectContaining({ code: 'invoice_not_found' }),
    );
    assertOwn(portal('cust_1'), customerId('cust_1'), 'invoice', 'inv_1');
    assertOwn(key('read'), customerId('cust_1'), 'invoice', 'inv_1');
  });
});

describe('the handler sees the caller that the authorizer found', () => {
  it.each<[Caller]>([[key('ingest', 'read')], [key()], [portal('cust_1')], [nobody]])('%o', (caller) => {
    expect(callerOf(httpEvent({ route: 'GET /', caller }))).toEqual(caller);
    for (const value of Object.values(authorizerContext(caller))) expect(typeof value).toBe('string');
  });

  it.each([[undefined], [null], [{}], [{ kind: 'root' }]])('and nobody in %o', (authorizer) => {
    const { requestContext } = httpEvent({ route: 'GET /', caller: nobody });
    expect(callerOf({ requestContext: { ...requestContext, authorizer } })).toEqual(nobody);
  });

  it('a scope that there is none of is no scope', () => {
    const { requestContext } = httpEvent({ route: 'GET /', caller: nobody });
    const authorizer = { kind: 'key', keyId: 'key_1', scopes: 'read root' };
    expect(callerOf({ requestContext: { ...requestContext, authorizer } })).toEqual(key('read'));
  });
});

describe('a link ends when it was said to, whatever API Gateway remembers of it', () => {
  const now = parseInstant('2026-10-01T12:00:00Z');
  const alive =
    (expiresAt?: string, kind = 'portal') =>
    () =>
      assertAlive(
        {
          requestContext: {
            ...httpEvent({ route: 'GET /', caller: nobody }).requestContext,
            authorizer: { kind, expiresAt },
          },
        },
        now,
      );

  it('a millisecond before its end it works, at its end not', () => {
    expect(alive('2026-10-01T12:00:00.001Z')).not.toThrow();
    expect(alive('2026-10-01T12:00:00.000Z')).toThrow(expect.objectContaining({ code: 'link_expired' }));
  });

  it('so does a key, if it is to expire', () => {
    expect(alive('2026-10-01T12:00:00.001Z', 'key')).not.toThrow();
    expect(alive('2026-10-01T12:00:00.000Z', 'key')).toThrow(expect.objectContaining({ code: 'key_expired' }));
    expect(alive(undefined, 'key')).not.toThrow();
  });
});

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { customerId } from '../../../functions/kernel/ids.ts';
import { parseInstant, plusMilliseconds } from '../../../functions/kernel/instant.ts';
import type { Caller } from '../../../functions/platform/http/caller.ts';
import { verifyPortalToken } from '../../../functions/platform/http/portal-token.ts';
import { expiryOf } from '../../../functions/portal/expiry.ts';
import { handler } from '../../../functions/portal/sessions.handler.ts';
import { mockClient } from '../../support/mock-client.ts';
import { CatalogApi } from '../catalog/catalog-api.ts';
import { httpEvent, lambdaContext } from '../platform/http-event.ts';

const text = 'a secret of forty-three characters, at least';
const key = new TextEncoder().encode(text);
const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };
const answer = z.object({
  url: z.string(),
  token: z.string(),
  expiresAt: z.string().transform((at) => parseInstant(at)),
});
const problem = z.object({ code: z.string(), pointer: z.string().optional() });

beforeEach(async () => {
  const catalog = new CatalogApi();
  vi.stubEnv('PORTAL_SECRET', 'arn:secret');
  mockClient(SecretsManagerClient).on(GetSecretValueCommand).resolves({ SecretString: text });
  await catalog.call('POST /customers', { id: 'cust_8821', currency: 'USD' });
});
afterEach(() => vi.unstubAllEnvs());

const post = async (body: unknown, caller: Caller = admin) => {
  const { statusCode, body: json } = await handler(
    httpEvent({ route: 'POST /portal-sessions', body, caller }),
    lambdaContext,
  );
  return { status: statusCode, json: JSON.parse(json) };
};

describe('POST /portal-sessions makes a link that ends by itself', () => {
  it('to the page of the API’s own origin, with the token in the fragment, where no server sees it', async () => {
    const { status, json } = await post({ customerId: 'cust_8821' });
    const { url, token } = answer.parse(json);
    expect(status).toBe(201);
    expect(url).toMatch(/^https:\/\/[^/#]+\/v1\/portal#token=/);
    expect(url.endsWith(`#token=${token}`)).toBe(true);
  });

  it('whose token opens that customer until just the time that is answered', async () => {
    const { token, expiresAt } = answer.parse((await post({ customerId: 'cust_8821', expiresInMinutes: 5 })).json);
    expect(await verifyPortalToken(token, [key], plusMilliseconds(expiresAt, -1000))).toEqual({
      customerId: 'cust_8821',
      expiresAt,
    });
    expect(await verifyPortalToken(token, [key], expiresAt)).toBeUndefined();
  });

  it.each([
    [{ customerId: 'cust_unknown' }, 404, 'customer_not_found', undefined],
    [{}, 400, 'required', '/customerId'],
    [{ customerId: 'a/b' }, 400, 'invalid_id', '/customerId'],
    [{ customerId: 'cust_8821', expiresInMinutes: 0 }, 400, 'invalid_too_small', '/expiresInMinutes'],
    [{ customerId: 'cust_8821', expiresInMinutes: 1441 }, 400, 'invalid_too_big', '/expiresInMinutes'],
    [{ customerId: 'cust_8821', expiresInMinutes: 1.5 }, 400, 'invalid_type', '/expiresInMinutes'],
    [{ customerId: 'cust_8821', forever: true }, 400, 'unknown_field', '/forever'],
  ])('refuses %j with %i %s', async (body, status, code, pointer) => {
    const refusal = await post(body);
    expect({ status: refusal.status, ...problem.parse(refusal.json) }).toEqual(
      pointer === undefined ? { status, code } : { status, code, pointer },
    );
  });

  it.each<[string, Caller]>([
    ['a key that may only read', { kind: 'key', keyId: 'key_2', scopes: ['read'] }],
    ['a link itself', { kind: 'portal', customerId: customerId('cust_8821') }],
  ])('refuses %s', async (_, caller) => {
    expect((await post({ customerId: 'cust_8821' }, caller)).status).toBe(403);
  });
});

it('an hour from 12:00:00.900 ends at 13:00:00: a token knows whole seconds', () => {
  expect(expiryOf(parseInstant('2026-10-03T12:00:00.900Z'), 60)).toBe('2026-10-03T13:00:00.000Z');
});

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { keyHash } from '../../../../functions/ingest/access/api-key.ts';
import { handler } from '../../../../functions/ingest/access/api-keys.handler.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { cursorOf } from '../../../../functions/platform/http/page.ts';
import { documents } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { httpEvent, lambdaContext } from '../../platform/http-event.ts';

const items = mockClient(documents);
const admin: Caller = { kind: 'key', keyId: 'key_admin', scopes: ['admin'] };

const call = async (route: string, body?: unknown, caller: Caller = admin) => {
  const answer = await handler(httpEvent({ route, caller, body, parameters: { keyId: 'key_1' } }), lambdaContext);
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
};
const stored = { pk: 'KEY#hash', id: 'key_1', name: 'k', scopes: ['read'], createdAt: '2026-10-01T00:00:00.000Z' };

beforeEach(() => {
  items.reset();
  vi.stubEnv('ACCESS_TABLE', 'access');
  items.on(PutCommand).resolves({});
  items.on(UpdateCommand).resolves({});
  items.on(QueryCommand).resolves({ Items: [{ ...stored, revokedAt: null }] });
});

describe('a key is shown once and stored hashed', () => {
  it('what is stored has its hash and nowhere the key', async () => {
    const { status, body } = await call('POST /api-keys', { name: 'ci', scopes: ['read', 'ingest', 'read'] });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'ci', scopes: ['ingest', 'read'], revokedAt: null });
    const [put] = items.commandCalls(PutCommand).map(({ args: [{ input }] }) => input);
    expect(put?.Item?.pk).toBe(`KEY#${keyHash(body.key)}`);
    expect(JSON.stringify(put)).not.toContain(body.key);
    expect(put?.ConditionExpression).toBe('attribute_not_exists(pk)');
  });

  it('it may expire, at a time that is still to come', async () => {
    const body = { name: 'ci', scopes: ['read'], expiresAt: '2126-01-01T01:00:00+01:00' };
    const made = await call('POST /api-keys', body);
    expect(made).toMatchObject({ status: 201, body: { expiresAt: '2126-01-01T00:00:00.000Z' } });
    const [put] = items.commandCalls(PutCommand).map(({ args: [{ input }] }) => input);
    expect(put?.Item?.expiresAt).toBe('2126-01-01T00:00:00.000Z');
    items.resetHistory();
    const past = await call('POST /api-keys', { ...body, expiresAt: '2026-01-01T00:00:00Z' });
    expect(past).toMatchObject({ status: 400, body: { code: 'expires_in_past', pointer: '/expiresAt' } });
    expect(items.commandCalls(PutCommand)).toEqual([]);
  });

  it('two are never the same', async () => {
    const made = await Promise.all([1, 2].map(() => call('POST /api-keys', { name: 'ci', scopes: ['read'] })));
    expect(new Set(made.map(({ body }) => body.key)).size).toBe(2);
  });

  it('the list does not show it', async () => {
    const { body } = await call('GET /api-keys');
    expect(body).toEqual({
      data: [
        { id: 'key_1', name: 'k', scopes: ['read'], createdAt: stored.createdAt, expiresAt: null, revokedAt: null },
      ],
      nextCursor: null,
    });
  });
});

describe('bad input has a code and leaves nothing behind', () => {
  it.each<[string, string, unknown]>([
    ['unknown_scope', '/scopes/1', { name: 'a', scopes: ['read', 'write'] }],
    ['invalid_too_small', '/scopes', { name: 'a', scopes: [] }],
    ['required', '/name', { scopes: ['read'] }],
    ['invalid_too_small', '/name', { name: '', scopes: ['read'] }],
    ['unknown_field', '/admin', { name: 'a', scopes: ['read'], admin: true }],
    ['malformed_json', '', '{'],
    ['required', '/name', ''],
  ])('%s at "%s"', async (code, pointer, body) => {
    expect(await call('POST /api-keys', body)).toMatchObject({ status: 400, body: { code, pointer } });
    expect(items.commandCalls(PutCommand)).toEqual([]);
  });

  it.each([
    ['text'],
    [cursorOf({ pk: 'KEY#hash' }) ?? ''],
    [cursorOf({ pk: 'a', listPk: 'OTHER', listSk: 'b' }) ?? ''],
    [cursorOf({ pk: 'a', listPk: 'KEY', listSk: 5 }) ?? ''],
  ])('a cursor that is not of this list: %s', async (cursor) => {
    expect(await call(`GET /api-keys?cursor=${cursor}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_cursor' },
    });
    expect(items.commandCalls(QueryCommand)).toEqual([]);
  });
});

describe('a revoked key stays revoked', () => {
  it('from the first time on', async () => {
    expect(await call('DELETE /api-keys/{keyId}')).toMatchObject({
      status: 200,
      body: { revokedAt: expect.any(String) },
    });
    const revokedAt = '2026-10-02T00:00:00.000Z';
    items.on(QueryCommand).resolves({ Items: [{ ...stored, revokedAt }] });
    items.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: 'refused', $metadata: {} }));
    expect(await call('DELETE /api-keys/{keyId}')).toMatchObject({ status: 200, body: { revokedAt } });
  });

  it('one that is not there is 404', async () => {
    items.on(QueryCommand).resolves({ Items: [] });
    expect(await call('DELETE /api-keys/{keyId}')).toMatchObject({ status: 404, body: { code: 'api_key_not_found' } });
  });
});

it.each<[Caller]>([[{ kind: 'key', keyId: 'key_2', scopes: ['ingest', 'read'] }], [{ kind: 'nobody' }]])(
  'only an admin key manages keys: %o',
  async (caller) => {
    for (const route of ['POST /api-keys', 'GET /api-keys', 'DELETE /api-keys/{keyId}'])
      expect(await call(route, undefined, caller)).toMatchObject({ status: 403, body: { code: 'scope_missing' } });
  },
);

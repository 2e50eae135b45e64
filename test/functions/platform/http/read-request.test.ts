import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { httpApi } from '../../../../functions/platform/http/http-api.ts';
import { pageQuery } from '../../../../functions/platform/http/page.ts';
import { defineRoutes } from '../../../../functions/platform/http/route.ts';
import { httpEvent, lambdaContext } from '../http-event.ts';

const caller: Caller = { kind: 'key', keyId: 'key_1', scopes: ['read'] };
const list = { method: 'GET', access: 'read', summary: 's', status: 200, query: pageQuery } as const;
const handler = httpApi(
  defineRoutes({ things: { ...list, path: '/things' }, file: { ...list, path: '/file', produces: 'text/csv' } }),
  {
    things: async ({ query: { cursor } }) => ({ json: { data: [cursor ?? 'first'], nextCursor: 'eyJhIjoxfQ' } }),
    file: async () => ({ content: 'a', contentType: 'text/csv', next: { query: {}, cursor: 'eyJhIjoxfQ' } }),
  },
);
const page = z.looseObject({ data: z.array(z.string()).default([]), nextCursor: z.string().default('') });

const answerTo = async (route: string, cursorKey: string | undefined) => {
  const event = httpEvent({ route, caller });
  const requestContext = {
    ...event.requestContext,
    authorizer: { kind: 'key', keyId: 'key_1', scopes: 'read', cursorKey },
  };
  const { statusCode, headers, body } = await handler({ ...event, requestContext }, lambdaContext);
  return { statusCode, headers, body };
};

const listOf = async (cursor: string, cursorKey: string | undefined) => {
  const { statusCode, body } = await answerTo(
    cursor === '' ? 'GET /things' : `GET /things?cursor=${cursor}`,
    cursorKey,
  );
  const { data, nextCursor, code } = page.parse(JSON.parse(body));
  return { statusCode, data, nextCursor, code };
};

/** API Gateway keeps what the authorizer of an earlier version said for five minutes after an update. */
describe('a caller whose authorizer made no key for cursors', () => {
  it.each([undefined, ''])('gets the first page of a list', async (key) => {
    expect(await listOf('', key)).toMatchObject({ statusCode: 200, data: ['first'] });
  });

  it('is told to begin again by its cursor, with the key or still without it', async () => {
    const { nextCursor } = await listOf('', undefined);
    for (const key of [undefined, '', 'key']) {
      expect(await listOf(nextCursor, key)).toMatchObject({ statusCode: 400, code: 'invalid_cursor' });
    }
  });

  it('has no cursor taken that was sealed before, or with an empty key', async () => {
    const { nextCursor } = await listOf('', 'key');
    expect(await listOf(nextCursor, 'key')).toMatchObject({ statusCode: 200, data: ['eyJhIjoxfQ'] });
    expect(await listOf(nextCursor, undefined)).toMatchObject({ statusCode: 400, code: 'invalid_cursor' });
  });

  it('gets a file with the link to its next page', async () => {
    const { statusCode, headers } = await answerTo('GET /file', undefined);
    expect(statusCode).toBe(200);
    expect(String(headers?.link)).toContain('cursor=eyJhIjoxfQ.');
  });
});

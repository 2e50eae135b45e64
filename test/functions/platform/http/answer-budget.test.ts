import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answerHeaders } from '../../../../functions/platform/http/answer-headers-contract.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { httpApi, type Reply } from '../../../../functions/platform/http/http-api.ts';
import { pageQuery } from '../../../../functions/platform/http/page.ts';
import { defineRoutes } from '../../../../functions/platform/http/route.ts';
import { httpEvent, lambdaContext } from '../http-event.ts';

const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };
const reads = { method: 'GET', access: 'read', summary: 's', status: 200 } as const;
const routes = defineRoutes({
  list: { ...reads, path: '/things', query: pageQuery.extend({ of: z.string().optional() }) },
  file: { ...reads, path: '/files/{fileId}', query: pageQuery, produces: 'text/csv' },
  one: { ...reads, path: '/things/{thingId}' },
  ask: { method: 'POST', path: '/quotes', access: 'read', summary: 's', status: 200 },
  make: {
    ...{ method: 'POST', path: '/things', access: 'admin', summary: 's', status: 201 },
    body: z.strictObject({ names: z.array(z.string().max(3)).optional() }),
  },
});

/** Kilobytes of each thing of the list. */
let size = 1;
let asked: number[] = [];
const thing = () => ({ text: 'x'.repeat(size * 1000) });
const big: Reply = { json: { id: 'thing_1', lines: Array.from({ length: 1000 }, () => '"'.repeat(1500)) } };
const handler = httpApi(routes, {
  list: async ({ query: { limit, cursor } }) => {
    asked.push(limit);
    const at = Number(cursor ?? 0);
    const data = Array.from({ length: Math.min(limit, 120 - at) }, thing);
    return { json: { data, nextCursor: at + data.length < 120 ? String(at + data.length) : null } };
  },
  file: async ({ query }) => ({
    ...{ content: 'a;b', contentType: 'text/csv' },
    next: query.cursor === undefined ? { query: { limit: '3' }, cursor: 'place' } : undefined,
  }),
  one: async () => big,
  ask: async () => big,
  make: async ({ body }) => (body.names === undefined ? big : { json: {} }),
});
const call = async (route: string, more: Partial<Parameters<typeof httpEvent>[0]> = {}, change = {}) => {
  const answer = await handler({ ...httpEvent({ route, caller: admin, ...more }), ...change }, lambdaContext);
  return { ...answer, json: answer.body.startsWith('{') ? JSON.parse(answer.body) : null };
};
const refusal = async (...args: Parameters<typeof call>) => {
  const { statusCode, json } = await call(...args);
  return { status: statusCode, code: json.code, pointer: json.pointer };
};

describe('a list is read to its end by the cursors it gives', () => {
  it('also where the pages are too long for one answer: 50 of 120 KB are asked for again as 41', async () => {
    size = 120;
    asked = [];
    let cursor: string | null = null;
    let seen = 0;
    do {
      const page = await call(`GET /things?of=a${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
      expect(page.statusCode).toBe(200);
      expect(Buffer.byteLength(JSON.stringify(page.body))).toBeLessThan(6_000_000);
      seen += page.json.data.length;
      cursor = page.json.nextCursor;
    } while (cursor !== null);
    expect(seen).toBe(120);
    expect(asked.slice(0, 2)).toEqual([50, 41]);
  });

  it('a thing that is too long alone is refused with what to do', async () => {
    size = 7000;
    expect(await refusal('GET /things?limit=2')).toEqual({ status: 400, code: 'answer_too_large', pointer: undefined });
  });

  it('a file names its next page in Link', async () => {
    const { headers } = await call('GET /files/{fileId}?limit=3', { parameters: { fileId: 'a b' } });
    const [, link = ''] = /^<(.*)>; rel="next"$/.exec(String(headers?.link)) ?? [];
    expect(link).toMatch(/^https:\/\/api\.example\.com\/v1\/files\/a%20b\?limit=3&cursor=place\./);
    const next = await call(`GET /files/{fileId}${new URL(link).search}`, { parameters: { fileId: 'a b' } });
    expect([next.statusCode, next.headers]).toEqual([200, { ...answerHeaders, 'content-type': 'text/csv' }]);
    expect(await refusal(`GET /files/{fileId}${new URL(link).search}`, { parameters: { fileId: 'other' } })).toEqual({
      ...{ status: 400, code: 'invalid_cursor', pointer: '/cursor' },
    });
  });

  it('a cursor of another filter, and one without a seal, is refused', async () => {
    size = 1;
    const { json } = await call('GET /things?of=a');
    expect(await refusal(`GET /things?of=b&cursor=${json.nextCursor}`)).toMatchObject({ code: 'invalid_cursor' });
    expect(await refusal('GET /things?cursor=50')).toMatchObject({ status: 400, code: 'invalid_cursor' });
  });
});

describe('an answer of more than 6 MB, with its quotes escaped', () => {
  it.each(['GET /things/{thingId}', 'POST /quotes'])('of %s is refused: nothing was done', async (route) => {
    expect(await refusal(route, { parameters: { thingId: 't' } })).toMatchObject({
      status: 400,
      code: 'answer_too_large',
    });
  });

  it('about something that was made is told in short, since it was made', async () => {
    const { statusCode, json } = await call('POST /things', { body: {} });
    expect([statusCode, json]).toEqual([201, { id: 'thing_1', isTooLarge: true, detail: expect.any(String) }]);
  });
});

describe('no value of a path or a query gets further that no table can keep', () => {
  it.each([
    ['text_too_long', 'x'.repeat(257)],
    ['invalid_text', 'a%00b'],
    ['invalid_text', 'a\u0007'],
  ])('%s in a path', async (code, thingId) => {
    const route = 'GET /things/{thingId}';
    expect(await refusal(route, { parameters: { thingId } })).toEqual({ status: 400, code, pointer: '/thingId' });
  });

  it.each([
    ['text_too_long', '/of', { of: 'x'.repeat(257) }],
    ['text_too_long', '/cursor', { cursor: 'x'.repeat(4097) }],
    ['invalid_text', '/of', { of: '\0' }],
    ['invalid_text', '/of', { of: '\udfff' }],
    ['invalid_text', '/a\u0001', { 'a\u0001': 'x' }],
  ])('%s in a query', async (code, pointer, queryStringParameters) => {
    expect(await refusal('GET /things', {}, { queryStringParameters })).toEqual({ status: 400, code, pointer });
  });

  it('a parameter that stands twice: which of them was meant cannot be known', async () => {
    const twice = { queryStringParameters: { limit: '2' }, multiValueQueryStringParameters: { limit: ['1', '2'] } };
    expect(await refusal('GET /things', {}, twice)).toMatchObject({ code: 'duplicate_parameter', pointer: '/limit' });
  });

  it.each([
    [413, 'request_too_large', `{"names":["${'x'.repeat(1_000_000)}"]}`],
    [400, 'too_many_values', JSON.stringify({ names: Array.from({ length: 62_000 }, () => 1) })],
    [400, 'nested_too_deep', '['.repeat(400_000) + ']'.repeat(400_000)],
    [400, 'invalid_text', '{"names":["\\ud800"]}'],
    [400, 'number_out_of_range', '{"names":[1e400]}'],
  ])('%i %s for a body', async (status, code, body) => {
    expect(await refusal('POST /things', { body })).toMatchObject({ status, code });
  });
});

describe('a refusal is short, whatever was sent', () => {
  it('at most 100 mistakes', async () => {
    const { json } = await call('POST /things', { body: { names: Array.from({ length: 15_000 }, () => 'long') } });
    expect([json.code, json.errors.length]).toEqual(['invalid_too_big', 100]);
  });

  it('and a repeated text is cut', async () => {
    const body = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`${at}${'k'.repeat(3_000)}`, 1]));
    const answer = await call('POST /things', { body });
    expect([answer.json.code, answer.json.errors.length]).toEqual(['unknown_field', 100]);
    expect(answer.body.length).toBeLessThan(150_000);
  });
});

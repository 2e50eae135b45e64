import type { APIGatewayProxyEvent } from 'aws-lambda';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { NotFound } from '../../../../functions/kernel/meterline-error.ts';
import { answerHeaders } from '../../../../functions/platform/http/answer-headers-contract.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { httpApi } from '../../../../functions/platform/http/http-api.ts';
import { defineRoutes } from '../../../../functions/platform/http/route.ts';
import { httpEvent, lambdaContext } from '../http-event.ts';

const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };
const routes = defineRoutes({
  make: {
    ...{ method: 'POST', path: '/things/{thingId}', access: 'admin', summary: 's', status: 201 },
    body: z.strictObject({ name: z.string() }),
    query: z.strictObject({ dry: z.enum(['yes', 'no']).default('no') }),
  },
  read: { method: 'GET', path: '/things/{thingId}', access: 'read', summary: 's', status: 200 },
  file: { method: 'GET', path: '/file', access: 'open', summary: 's', status: 200, produces: 'application/pdf' },
  page: { method: 'GET', path: '/page', access: 'open', summary: 's', status: 200, produces: 'text/html' },
});
const seen = vi.fn();
const handler = httpApi(routes, {
  make: async (request) => {
    seen(request);
    return { json: { name: request.body.name, dry: request.query.dry } };
  },
  read: async ({ parameters: { thingId = '' } }) => {
    seen(thingId);
    if (thingId === 'none') throw new NotFound('thing', thingId);
    if (thingId === 'broken') throw new TypeError('the inside');
    return { json: { thingId }, status: 404, headers: { 'x-more': '1' } };
  },
  file: async () => ({ binary: Uint8Array.of(0x25, 0x50, 0xff), contentType: 'application/pdf' }),
  page: async ({ baseUrl }) => ({ content: `<p>${baseUrl}`, contentType: 'text/html; charset=utf-8' }),
});

const call = async (route: string, more: Partial<Parameters<typeof httpEvent>[0]> = {}, change = {}) => {
  const event: APIGatewayProxyEvent = { ...httpEvent({ route, caller: admin, ...more }), ...change };
  const { statusCode, headers, body } = await handler(event, lambdaContext);
  return { status: statusCode, headers, body };
};
const problem = async (...args: Parameters<typeof call>) => {
  const { status, headers, body } = await call(...args);
  expect(headers?.['content-type']).toBe('application/problem+json');
  const { code, pointer } = JSON.parse(body);
  return { status, code, pointer };
};
const make = 'POST /things/{thingId}';

beforeEach(() => seen.mockClear());

describe('a request reaches its route’s implementation, parsed', () => {
  it('body, query and parameters', async () => {
    const { status, headers, body } = await call(`${make}?dry=yes`, {
      body: { name: 'a' },
      parameters: { thingId: 't' },
    });
    expect({ status, headers, body: JSON.parse(body) }).toEqual({
      status: 201,
      headers: { ...answerHeaders, 'content-type': 'application/json' },
      body: { name: 'a', dry: 'yes' },
    });
  });

  it('names of headers in lower case, and a body in base64 as its text', async () => {
    const body = Buffer.from('{"name":"é"}').toString('base64');
    await call(make, { headers: { 'X-Thing': 'Yes' } }, { body, isBase64Encoded: true });
    expect(seen).toHaveBeenCalledWith(
      expect.objectContaining({
        text: '{"name":"é"}',
        body: { name: 'é' },
        headers: expect.objectContaining({ 'x-thing': 'Yes' }),
      }),
    );
  });

  it('parameters decoded, and as they are where they cannot be', async () => {
    await call('GET /things/{thingId}', { parameters: { thingId: 'a%2Fb%20c' } });
    await call('GET /things/{thingId}', { parameters: { thingId: '100%' } });
    expect(seen.mock.calls).toEqual([['a/b c'], ['100%']]);
  });

  it('its reply may have a status and headers of its own, or be a page', async () => {
    expect(await call('GET /things/{thingId}', { parameters: { thingId: 't' } })).toMatchObject({
      status: 404,
      headers: { 'x-more': '1' },
    });
    expect(await call('GET /page')).toEqual({
      status: 200,
      headers: { ...answerHeaders, 'content-type': 'text/html; charset=utf-8' },
      body: '<p>https://api.example.com/v1',
    });
  });
});

describe('nothing on the way keeps an answer, and browsers come by HTTPS', () => {
  it.each([
    ['an answer', 'GET /things/{thingId}', 't', 404],
    ['a refusal', 'GET /things/{thingId}', 'none', 404],
    ['a failure', 'GET /things/{thingId}', 'broken', 500],
    ['a page', 'GET /page', 't', 200],
    ['no route', 'GET /nothing', 't', 404],
  ])('%s', async (_, route, thingId, status) => {
    const answer = await call(route, { parameters: { thingId } });
    expect(answer).toMatchObject({
      status,
      headers: {
        'cache-control': 'no-store',
        'strict-transport-security': 'max-age=31536000',
        'x-content-type-options': 'nosniff',
      },
    });
  });
});

describe('bytes', () => {
  it.each(['application/pdf', 'Application/PDF;q=1', 'application/pdf, */*'])(
    'go to who asks for them: %s',
    async (accept) => {
      const event = httpEvent({ route: 'GET /file', caller: admin, headers: { Accept: accept } });
      expect(await handler(event, lambdaContext)).toEqual({
        statusCode: 200,
        headers: { ...answerHeaders, 'content-type': 'application/pdf' },
        body: 'JVD/',
        isBase64Encoded: true,
      });
    },
  );

  it.each([{}, { accept: '*/*' }, { accept: 'text/html,application/pdf' }])(
    'and to nobody else, who would get them as base64: %j',
    async (headers) => {
      expect(await problem('GET /file', { headers })).toMatchObject({ status: 406, code: 'not_acceptable' });
    },
  );
});

describe('what is refused is a problem, and reaches no implementation', () => {
  it.each([
    ['malformed_json', '', '{"name":'],
    ['required', '/name', ''],
    ['required', '/name', ' \n'],
    ['duplicate_key', '/name', '{"name":"a","name":"b"}'],
    ['duplicate_key', '/x/0/n', '{"name":"a","x":[{"n":1,"\\u006e":1}]}'],
    ['invalid_type', '', '[]'],
    ['invalid_type', '', 'null'],
    ['required', '/name', '{}'],
    ['unknown_field', '/x', '{"name":"a","x":1}'],
  ])('%s at "%s": %s', async (code, pointer, body) => {
    expect(await problem(make, { body })).toEqual({ status: 400, code, pointer });
    expect(seen).not.toHaveBeenCalled();
  });

  it('a missing body is one without fields', async () => {
    expect(await problem(make, {}, { body: null })).toEqual({ status: 400, code: 'required', pointer: '/name' });
  });

  it('a query that is not known', async () => {
    expect(await problem(`${make}?wet=yes`, { body: { name: 'a' } })).toEqual({
      status: 400,
      code: 'unknown_field',
      pointer: '/wet',
    });
  });

  it('a caller without the scope, before the body is looked at', async () => {
    const caller: Caller = { kind: 'key', keyId: 'key_2', scopes: ['read'] };
    expect(await problem(make, { caller, body: '{' })).toMatchObject({ status: 403, code: 'scope_missing' });
    expect(await problem(make, { caller: { kind: 'nobody' }, body: '{' })).toMatchObject({ status: 403 });
  });

  it.each([['GET /other'], ['DELETE /page'], ['POST /page']])('%s: no such route', async (route) => {
    expect(await problem(route)).toMatchObject({ status: 404, code: 'route_not_found' });
  });

  it('what an implementation throws: ours as it is, any other as 500 without the inside', async () => {
    const route = 'GET /things/{thingId}';
    expect(await problem(route, { parameters: { thingId: 'none' } })).toMatchObject({
      status: 404,
      code: 'thing_not_found',
    });
    const { status, body } = await call(route, { parameters: { thingId: 'broken' } });
    expect(status).toBe(500);
    expect(body).not.toContain('inside');
  });
});

describe('what an alarm sees', () => {
  const failures = async (thingId: string): Promise<number> => {
    vi.stubEnv('POWERTOOLS_DEV', 'true');
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'things');
    const printed = vi.spyOn(console, 'log').mockReturnValue(undefined);
    await call('GET /things/{thingId}', { parameters: { thingId } });
    const lines = printed.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('"Failures"'));
    printed.mockRestore();
    vi.unstubAllEnvs();
    return lines.filter((line) => line.includes('"function":"things"')).length;
  };

  it('a stage that does not say its address is a mistake of ours', async () => {
    expect(await problem('GET /page', {}, { stageVariables: null })).toMatchObject({
      status: 500,
      code: 'internal_error',
    });
  });

  it('an answer of 500 is a failure of the function, though it did not throw; a refusal is none', async () => {
    expect(await failures('broken')).toBe(1);
    expect(await failures('none')).toBe(0);
  });
});

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { Conflict } from '../../../../functions/kernel/meterline-error.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { plainHttpApi } from '../../../../functions/platform/http/plain-http-api.ts';
import { defineRoutes } from '../../../../functions/platform/http/route.ts';
import { log } from '../../../../functions/platform/log.ts';
import { httpEvent, lambdaContext } from '../http-event.ts';

const routes = defineRoutes({
  makeThing: { method: 'POST', path: '/things', access: 'admin', summary: 's', status: 201 },
  changeThing: { method: 'PATCH', path: '/things/{thingId}', access: 'admin', summary: 's', status: 200 },
  sendThings: { method: 'PUT', path: '/things', access: 'ingest', summary: 's', status: 202 },
  getThing: { method: 'GET', path: '/things/{thingId}', access: 'read', portal: 'handler', summary: 's', status: 200 },
});
const handler = plainHttpApi(routes, {
  makeThing: async () => ({ json: { id: 'thing_7' } }),
  changeThing: async ({ parameters: { thingId = '' } }) => {
    if (thingId === 'shut') throw new Conflict('thing_shut', 'The thing is shut.');
    return { json: { id: thingId } };
  },
  sendThings: async () => ({ json: { code: 'nothing_taken' }, status: 400 }),
  getThing: async ({ caller }) => {
    if (caller.kind === 'portal') throw new Conflict('thing_shut', 'The thing is shut.');
    return { json: {} };
  },
});
const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };

let about: object = {};
let lines: object[] = [];
beforeEach(() => {
  lines = [];
  vi.spyOn(log, 'appendKeys').mockImplementation((keys) => {
    about = { ...about, ...keys };
  });
  vi.spyOn(log, 'resetKeys').mockImplementation(() => {
    about = {};
  });
  vi.spyOn(log, 'info').mockImplementation((message, ...fields) => {
    lines.push(Object.assign({ message }, about, ...fields));
  });
});

/** The log lines of a request, without what all lines have. */
const linesOf = async (
  route: string,
  parameters: Readonly<Record<string, string>> = {},
  caller: Caller = admin,
): Promise<readonly object[]> => {
  lines = [];
  await handler(httpEvent({ route, caller, parameters }), lambdaContext);
  return lines;
};
const asked = { caller: 'key_1', path: '/things', request_id: 'request' };

describe('every write leaves a line that names the key, the operation, the thing and the request', () => {
  it('what is made, with its id', async () => {
    expect(await linesOf('POST /things')).toEqual([
      { message: 'written', ...asked, operation: 'makeThing', status: 201, made: 'thing_7' },
    ]);
  });

  it('what is changed, by its path', async () => {
    const change = { ...asked, operation: 'changeThing', path: '/things/t' };
    expect(await linesOf('PATCH /things/{thingId}', { thingId: 't' })).toEqual([
      { message: 'written', ...change, status: 200 },
    ]);
  });

  it('what is refused, by an error or by the answer', async () => {
    const change = { ...asked, operation: 'changeThing', path: '/things/shut' };
    expect(await linesOf('PATCH /things/{thingId}', { thingId: 'shut' })).toEqual([
      { message: 'request refused', ...change, code: 'thing_shut' },
    ]);
    expect(await linesOf('PUT /things')).toMatchObject([
      { message: 'request refused', status: 400, caller: 'key_1', operation: 'sendThings' },
    ]);
  });

  it('who may not, too', async () => {
    const reader: Caller = { kind: 'key', keyId: 'key_2', scopes: ['read'] };
    expect(await linesOf('POST /things', {}, reader)).toMatchObject([
      { message: 'request refused', code: 'scope_missing', caller: 'key_2' },
    ]);
  });

  it('a customer with a link, where a read is refused; a read that is answered leaves no line', async () => {
    const link: Caller = { kind: 'portal', customerId: customerId('cust_1') };
    expect(await linesOf('GET /things/{thingId}', { thingId: 't' }, link)).toMatchObject([
      { message: 'request refused', caller: 'cust_1', operation: 'getThing' },
    ]);
    expect(await linesOf('GET /things/{thingId}', { thingId: 't' })).toEqual([]);
  });

  it('a path as long as a request is cut', async () => {
    const [line] = await linesOf('PATCH /things/{thingId}', { thingId: 'x'.repeat(8_000) });
    expect(JSON.stringify(line).length).toBeLessThan(600);
  });

  it('the next request in the same function says nothing of the one before', async () => {
    await linesOf('POST /things');
    const [line] = await linesOf('POST /nothing');
    expect(line).toEqual({ message: 'request refused', code: 'route_not_found' });
  });
});

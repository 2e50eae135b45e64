import { randomBytes } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { Conflict } from '../../../../functions/kernel/meterline-error.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { httpApi } from '../../../../functions/platform/http/http-api.ts';
import { defineRoutes } from '../../../../functions/platform/http/route.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { httpEvent, lambdaContext } from '../http-event.ts';

const table = mockClient(DynamoDBClient);
type Item = NonNullable<PutItemCommand['input']['Item']>;
const rows = new Map<string, Item>();
// Other files in this process have clients of their own.
afterAll(() => table.restore());

/** As Powertools uses it: a put if absent or expired, an update of the answer, a delete after an error. */
const remember = (): void => {
  table.on(PutItemCommand).callsFake(({ Item: item = {} }) => {
    const known = rows.get(item.id.S);
    if (known !== undefined) throw new ConditionalCheckFailedException({ message: 'r', $metadata: {}, Item: known });
    rows.set(item.id.S, item);
    return {};
  });
  table.on(UpdateItemCommand).callsFake(({ Key, ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }) => {
    const names = Object.entries<string>(ExpressionAttributeNames);
    const values = names.map(([name, attribute]) => [attribute, ExpressionAttributeValues[name.replace('#', ':')]]);
    rows.set(Key.id.S, { ...rows.get(Key.id.S), ...Object.fromEntries(values) });
    return {};
  });
  table.on(GetItemCommand).callsFake(({ Key }) => ({ Item: rows.get(Key.id.S) }));
  table.on(DeleteItemCommand).callsFake(({ Key }) => {
    rows.delete(Key.id.S);
    return {};
  });
};

const routes = defineRoutes({
  make: {
    ...{ method: 'POST', path: '/things/{thingId}', access: 'admin', summary: 's', status: 201, creates: true },
    body: z.object({ name: z.string() }),
  },
  change: {
    ...{ method: 'PUT', path: '/things/{thingId}', access: 'admin', summary: 's', status: 200 },
    body: z.object({ name: z.string() }),
  },
});
let made = 0;
let refuse = false;
let text = '';
const make = async () => {
  made++;
  if (refuse) throw new Conflict('thing_exists', 'It is there.');
  return { json: { made, missing: undefined, ...(text === '' ? {} : { text }) } };
};
const handler = httpApi(routes, { make, change: make });

const admin: Caller = { kind: 'key', keyId: 'key_1', scopes: ['admin'] };
interface Sending {
  readonly key?: string;
  readonly name?: string;
  readonly caller?: Caller;
  readonly thingId?: string;
  readonly method?: 'POST' | 'PUT';
}
const send = async ({ key, name = 'a', caller = admin, thingId = 't', method = 'POST' }: Sending) => {
  const headers = key === undefined ? {} : { 'Idempotency-Key': key };
  const route = `${method} /things/{thingId}`;
  const event = httpEvent({ route, caller, headers, body: { name }, parameters: { thingId } });
  const { statusCode, body } = await handler(event, lambdaContext);
  return { status: statusCode, body: JSON.parse(body) };
};

const sizeOfRows = (): number => JSON.stringify([...rows.values()]).length;

beforeEach(() => {
  table.reset();
  rows.clear();
  remember();
  made = 0;
  refuse = false;
  text = '';
  vi.stubEnv('IDEMPOTENCY_TABLE', 'idempotency');
});

describe('the same Idempotency-Key with the same body gives the first answer again', () => {
  it('and nothing is made twice', async () => {
    const first = await send({ key: 'k' });
    expect(first).toEqual({ status: 201, body: { made: 1 } });
    expect(await send({ key: 'k' })).toEqual(first);
    expect(made).toBe(1);
  });

  it('with another body it is refused', async () => {
    await send({ key: 'k' });
    expect(await send({ key: 'k', name: 'b' })).toMatchObject({
      status: 409,
      body: { code: 'idempotency_key_reused' },
    });
    expect(made).toBe(1);
  });

  it('while the first is still running, it is refused', async () => {
    const [a, b] = await Promise.all([send({ key: 'k' }), send({ key: 'k' })]);
    const [first, second] = a.status === 201 ? [a, b] : [b, a];
    expect(first).toMatchObject({ status: 201 });
    expect(second).toMatchObject({ status: 409, body: { code: 'idempotency_key_in_use' } });
    expect(made).toBe(1);
  });

  it('after an error it may be tried again: an error is not kept', async () => {
    refuse = true;
    expect(await send({ key: 'k' })).toMatchObject({ status: 409, body: { code: 'thing_exists' } });
    refuse = false;
    expect(await send({ key: 'k' })).toMatchObject({ status: 201 });
  });
});

describe('a call that was done is answered, whatever becomes of the memory of it', () => {
  it('an answer of 4 MB is kept in less than 400 KB, and given again', async () => {
    text = 'a line of an invoice with thousands of lines; '.repeat(90_000);
    const first = await send({ key: 'k' });
    expect(first).toEqual({ status: 201, body: { made: 1, text } });
    expect(sizeOfRows()).toBeLessThan(400_000);
    expect(await send({ key: 'k' })).toEqual(first);
    expect(made).toBe(1);
  });

  it('one that cannot be made small is answered once; a repeat does nothing again, and is told that it is done', async () => {
    text = randomBytes(700_000).toString('base64');
    expect(await send({ key: 'k' })).toEqual({ status: 201, body: { made: 1, text } });
    expect(sizeOfRows()).toBeLessThan(400_000);
    const again = await send({ key: 'k' });
    expect(again).toMatchObject({ status: 409, body: { code: 'idempotency_answer_not_kept' } });
    expect(await send({ key: 'k', name: 'b' })).toMatchObject({
      status: 409,
      body: { code: 'idempotency_key_reused' },
    });
    expect(made).toBe(1);
  });

  it('the answer stands where the table does not take it', async () => {
    table.on(UpdateItemCommand).rejects(new Error('throttled'));
    expect(await send({ key: 'k' })).toEqual({ status: 201, body: { made: 1 } });
  });

  it('a refusal stands where the table does not forget the request', async () => {
    refuse = true;
    table.on(DeleteItemCommand).rejects(new Error('throttled'));
    expect(await send({ key: 'k' })).toMatchObject({ status: 409, body: { code: 'thing_exists' } });
  });

  it('a call that could not be noted before is not made', async () => {
    table.on(PutItemCommand).rejects(new Error('throttled'));
    expect(await send({ key: 'k' })).toMatchObject({ status: 500 });
    expect(made).toBe(0);
  });
});

describe('a key stands for one caller and one path', () => {
  it.each<[string, Sending]>([
    ['another key', { key: 'l' }],
    ['another caller', { key: 'k', caller: { ...admin, keyId: 'key_2' } }],
    ['another path', { key: 'k', thingId: 'u' }],
  ])('%s: made anew', async (_, other) => {
    await send({ key: 'k' });
    expect(await send(other)).toMatchObject({ status: 201, body: { made: 2 } });
  });

  it.each<[string, Sending]>([
    ['no key', {}],
    ['an empty one', { key: '' }],
    ['a route that creates nothing', { key: 'k', method: 'PUT' }],
  ])('%s: each request counts, and nothing is remembered', async (_, sending) => {
    await send(sending);
    expect((await send(sending)).body).toEqual({ made: 2 });
    expect(rows.size).toBe(0);
  });

  it('the key itself is not stored, nor is the body', async () => {
    await send({ key: 'a-secret-of-the-caller', name: 'private' });
    expect(JSON.stringify([...rows])).not.toMatch(/a-secret|private/);
  });
});

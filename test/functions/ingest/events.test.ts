import { BatchGetItemCommand, ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { meterToWire } from '../../../functions/catalog/meter/meter-wire.ts';
import { handler } from '../../../functions/ingest/events.handler.ts';
import { unpackMessage } from '../../../functions/ingest/message.ts';
import { claimKeyOf } from '../../../functions/ingest/usage-event.ts';
import type { Caller } from '../../../functions/platform/http/caller.ts';
import { documents, dynamo } from '../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../support/mock-client.ts';
import { httpEvent, lambdaContext } from '../platform/http-event.ts';
import { cloudEvent, minutes, usageEvent } from './sample.ts';

const sqs = mockClient(SQSClient);
const bus = mockClient(EventBridgeClient);
const items = mockClient(documents);
const claims = mockClient(dynamo);

const key: Caller = { kind: 'key', keyId: 'key_1', scopes: ['ingest'] };

interface Sending {
  readonly caller?: Caller;
  readonly type?: string;
}
const send = async (body: unknown, { caller = key, type = 'application/json' }: Sending = {}) => {
  const answer = await handler(
    httpEvent({ route: 'POST /events', caller, body, headers: { 'Content-Type': type } }),
    lambdaContext,
  );
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body) };
};
const queued = () =>
  sqs
    .commandCalls(SendMessageBatchCommand)
    .flatMap(({ args: [{ input }] }) => input.Entries ?? [])
    .flatMap(({ MessageBody = '' }) => unpackMessage(MessageBody));

beforeEach(() => {
  for (const mock of [sqs, bus, items, claims]) mock.reset();
  vi.useFakeTimers({ now: new Date('2026-10-03T15:00:00Z'), toFake: ['Date'] });
  for (const table of ['CLAIMS', 'LOG', 'CATALOG']) vi.stubEnv(`${table}_TABLE`, table.toLowerCase());
  vi.stubEnv('EVENT_QUEUE_URL', 'https://queue');
  vi.stubEnv('BUS_NAME', 'bus');
  vi.stubEnv('MAX_EVENT_AGE_DAYS', '35');
  sqs.on(SendMessageBatchCommand).resolves({});
  bus.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
  items.on(GetCommand).resolves({});
  items.on(GetCommand, { Key: { pk: 'METERS', sk: 'REVISION' } }).resolves({ Item: { revision: 1 } });
  items.on(QueryCommand).resolves({ Items: [meterToWire(minutes)] });
  items.on(PutCommand).resolves({});
  claims.on(BatchGetItemCommand).resolves({});
});
afterEach(() => {
  vi.useRealTimers();
});

describe('202 when SQS has every event that was accepted', () => {
  it('one event', async () => {
    const { status, body } = await send(cloudEvent(), { type: 'application/cloudevents+json' });
    expect({ status, body }).toEqual({
      status: 202,
      body: { accepted: 1, duplicates: [], rejected: [], unreadable: [], unreadableCount: 0 },
    });
    expect(queued()).toEqual([usageEvent()]);
  });

  it('of many, the good ones are taken and an entry says why each of the others was not', async () => {
    const { status, body } = await send([
      cloudEvent({ id: 'a' }),
      cloudEvent({ id: 'b', time: undefined }),
      cloudEvent({ id: 'a' }),
      cloudEvent({ id: 'c', data: { minutes: 'many' } }),
      'nonsense',
      cloudEvent({ id: 'd', time: '2026-10-03T15:05:00.001Z' }),
      cloudEvent({ id: 'e', time: '2026-08-01T00:00:00Z' }),
    ]);
    expect(status).toBe(202);
    expect(body).toMatchObject({
      accepted: 1,
      duplicates: [{ index: 2, id: 'a' }],
      rejected: [
        { index: 1, id: 'b', code: 'time_required', pointer: '/time' },
        { index: 3, id: 'c', code: 'quantity_invalid', pointer: '/data/minutes' },
        { index: 4, id: null, code: 'event_not_an_object', pointer: '' },
        { index: 5, id: 'd', code: 'time_in_future', pointer: '/time' },
        { index: 6, id: 'e', code: 'time_too_old', pointer: '/time' },
      ],
    });
    expect(queued().map(({ id }) => id)).toEqual(['a']);
  });

  it('an event in which a key stands twice is refused alone: nobody can know which value was meant', async () => {
    const twice =
      '{"id":"b","type":"t","subject":"s","time":"2026-10-03T14:00:00Z","data":{"minutes":"5","minutes":"50"}}';
    const ids = '{"id":"c","id":"d","type":"t","subject":"s","time":"2026-10-03T14:00:00Z"}';
    const { status, body } = await send(`[${JSON.stringify(cloudEvent({ id: 'a' }))},${twice},${ids}]`);
    expect(status).toBe(202);
    expect(body).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 1, id: 'b', code: 'duplicate_key', pointer: '/data/minutes' },
        { index: 2, id: null, code: 'duplicate_key', pointer: '/id' },
      ],
    });
    expect(queued().map(({ id }) => id)).toEqual(['a']);
    expect((await send(twice)).body).toMatchObject({ status: 400, code: 'duplicate_key', pointer: '/data/minutes' });
  });

  it('1,000 events take 10 reads of claims and one message', async () => {
    const { body } = await send(Array.from({ length: 1000 }, (_, n) => cloudEvent({ id: `e${n}` })));
    expect(body.accepted).toBe(1000);
    expect(claims.commandCalls(BatchGetItemCommand)).toHaveLength(10);
    expect(sqs.commandCalls(SendMessageBatchCommand)).toHaveLength(1);
  });

  it('only duplicates: nothing is sent, and nothing is wrong', async () => {
    claim(usageEvent().hash);
    const { status, body } = await send(cloudEvent());
    expect({ status, body }).toEqual({
      status: 202,
      body: {
        ...{ accepted: 0, duplicates: [{ index: 0, id: 'req_7a4f2c' }], rejected: [] },
        ...{ unreadable: [], unreadableCount: 0 },
      },
    });
    expect(queued()).toEqual([]);
  });
});

it('an event whose claim was let go is taken, with whatever content', async () => {
  claims.on(BatchGetItemCommand).resolves({ Responses: { claims: [{ pk: { S: claimKeyOf(usageEvent()) } }] } });
  expect((await send(cloudEvent({ data: { minutes: '6' } }))).body).toMatchObject({ accepted: 1, rejected: [] });
});

const claim = (hash: string): void => {
  const item = { pk: { S: claimKeyOf(usageEvent()) }, hash: { S: hash } };
  claims.on(BatchGetItemCommand).resolves({ Responses: { claims: [item] } });
};

describe('a conflict is refused alone, recorded and announced', () => {
  it('the others of the request are taken', async () => {
    claim('another');
    const { status, body } = await send([cloudEvent(), cloudEvent({ id: 'new' })]);
    expect(status).toBe(202);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ index: 0, code: 'conflict', pointer: '/id' }] });
    const [record] = items.commandCalls(PutCommand).map(({ args: [{ input }] }) => input.Item);
    expect(record).toMatchObject({ pk: `CONFLICT#${claimKeyOf(usageEvent())}`, sk: usageEvent().hash });
    expect(record?.expiresAt).toBe(Date.parse(record?.recordedAt) / 1000 + 500 * 86_400);
    const [entry] = bus.commandCalls(PutEventsCommand).flatMap(({ args: [{ input }] }) => input.Entries ?? []);
    expect(entry).toMatchObject({ DetailType: 'event.conflict', Source: 'meterline.ingest' });
  });

  it('sent again, it is the same record, the same place in the list and the same announcement', async () => {
    claim('another');
    await send(cloudEvent());
    const recordedAt = { S: '2026-10-03T15:00:00.000Z' };
    items
      .on(PutCommand, { ConditionExpression: 'attribute_not_exists(pk)' })
      .rejects(new ConditionalCheckFailedException({ message: 'there', $metadata: {}, Item: { recordedAt } }));
    vi.setSystemTime('2026-11-03T15:00:00Z');
    await send(cloudEvent({ time: '2026-10-03T14:30:00Z' }));
    const keys = items.commandCalls(PutCommand).map(({ args: [{ input }] }) => [input.Item?.pk, input.Item?.sk]);
    const ids = bus
      .commandCalls(PutEventsCommand)
      .map(({ args: [{ input }] }) => JSON.parse(input.Entries?.[0]?.Detail ?? '').eventId);
    expect(keys).toEqual([
      [`CONFLICT#${claimKeyOf(usageEvent())}`, expect.any(String)],
      ['CONFLICTS#2026-10', expect.stringMatching(/^2026-10-03T15:00:00.000Z#/)],
      keys[0],
      keys[1],
    ]);
    expect(ids[0]).toBe(ids[1]);
  });
});

describe('400 when all are refused, as a problem at the place of the first', () => {
  it.each<[string, string, unknown]>([
    ['time_required', '/time', cloudEvent({ time: undefined })],
    ['time_required', '/0/time', [cloudEvent({ time: undefined })]],
    ['time_without_offset', '/0/time', [cloudEvent({ time: '2026-10-03T14:11:09' }), 'nonsense']],
    ['number_too_precise', '/data/minutes', JSON.stringify(cloudEvent()).replace('"5"', '0.30000000000000004')],
    ['number_too_precise', '/data/minutes', JSON.stringify(cloudEvent()).replace('"5"', '1e400')],
    ['malformed_json', '', '{"id":'],
    ['no_events', '', []],
  ])('%s at "%s"', async (code, pointer, body) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json' });
    expect(answer.body).toMatchObject({
      type: `urn:meterline:problem:${code}`,
      title: expect.any(String),
      status: 400,
      code,
      pointer,
      detail: expect.any(String),
    });
    expect(queued()).toEqual([]);
    expect(items.commandCalls(PutCommand)).toEqual([]);
  });

  it('1,001 events are 413', async () => {
    expect(await send(Array(1001).fill(cloudEvent()))).toMatchObject({
      status: 413,
      body: { code: 'too_many_events' },
    });
  });
});

describe('503 with Retry-After when SQS may not have everything', () => {
  it('and the whole request can be sent again', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Failed: [{ Id: '0', Code: 'x', SenderFault: false }] })
      .resolves({});
    expect(await send(cloudEvent())).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5', 'content-type': 'application/problem+json' },
      body: { code: 'queue_unavailable', status: 503 },
    });
    expect(await send(cloudEvent())).toMatchObject({ status: 202, body: { accepted: 1 } });
  });
});

describe('a customer on a test clock lives in its time', () => {
  const nothing = { email: null, address: null, paymentMethod: null };
  const customer = { id: 'cust_8821', name: 'n', currency: 'USD', timeZone: 'UTC', ...nothing };
  const at = (now: string) => {
    const clock = { id: 'clock_1', now, status: 'ready', createdAt: '2026-10-01T00:00:00.000Z' };
    items.on(GetCommand, { Key: { pk: 'CUSTOMER#cust_8821', sk: 'CUSTOMER' } }).resolves({
      Item: { ...customer, testClockId: 'clock_1', createdAt: '2026-10-01T00:00:00.000Z' },
    });
    items.on(GetCommand, { Key: { pk: 'TEST_CLOCK#clock_1', sk: 'TEST_CLOCK' } }).resolves({ Item: clock });
  };

  it('its future is taken, another customer’s is not; each customer is asked for once', async () => {
    at('2027-03-01T00:00:00.000Z');
    const time = '2027-03-01T00:05:00Z';
    const { body } = await send([
      cloudEvent({ id: 'a', time }),
      cloudEvent({ id: 'b', time }),
      cloudEvent({ id: 'c', time, subject: 'cust_other' }),
    ]);
    expect(body).toMatchObject({ accepted: 2, rejected: [{ index: 2, code: 'time_in_future' }] });
    const asked = items.commandCalls(GetCommand).map(({ args: [{ input }] }) => String(input.Key?.pk));
    expect(asked.filter((pk) => pk === 'CUSTOMER#cust_8821')).toHaveLength(1);
  });

  it('an event in the wall clock’s time costs no read of its customer', async () => {
    await send(cloudEvent());
    const asked = items.commandCalls(GetCommand).map(({ args: [{ input }] }) => String(input.Key?.pk));
    expect(asked.filter((pk) => pk !== 'METERS')).toEqual([]);
  });
});

describe('who may send', () => {
  it.each<[string, number, Caller]>([
    ['a key with the scope ingest', 202, key],
    ['an admin key', 202, { ...key, scopes: ['admin'] }],
    ['a key that only reads', 403, { ...key, scopes: ['read'] }],
    ['a customer’s portal link', 403, { kind: 'portal', customerId: usageEvent().customer }],
    ['nobody', 403, { kind: 'nobody' }],
  ])('%s: %i', async (_, status, caller) => {
    expect(await send(cloudEvent(), { caller })).toMatchObject({ status });
    expect(queued()).toHaveLength(status === 202 ? 1 : 0);
  });
});

describe('where late events are refused', () => {
  const closed = { pk: { S: 'cust_8821' }, closedThrough: { S: '2026-10-01T00:00:00.000Z' } };
  const late = cloudEvent({ id: 'late', time: '2026-09-30T23:59:59Z' });

  it('one of a closed period is refused with `period_closed`, the others of the request are taken', async () => {
    vi.stubEnv('LATE_POLICY', 'reject').stubEnv('USAGE_TABLE', 'usage');
    claims.on(BatchGetItemCommand).resolves({ Responses: { usage: [closed] } });
    const { body } = await send([late, cloudEvent()]);
    expect(body).toMatchObject({
      accepted: 1,
      rejected: [{ index: 0, id: 'late', code: 'period_closed', pointer: '/time' }],
    });
    expect(queued().map(({ id }) => id)).toEqual(['req_7a4f2c']);
  });

  it('elsewhere it is taken, and no watermark is read', async () => {
    vi.stubEnv('LATE_POLICY', 'bill_next');
    const { body } = await send([late]);
    expect(body).toMatchObject({ accepted: 1, rejected: [] });
    expect(claims.commandCalls(BatchGetItemCommand)).toHaveLength(1);
  });
});

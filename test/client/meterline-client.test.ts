import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClientOptions, MeterlineClient, type Rejection } from '../../client/index.ts';
import { allAccepted, fakeApi, type Reply } from './fake-api.ts';

let answer: (events: readonly { readonly id: string }[], request: number) => Reply = allAccepted;
let api: Awaited<ReturnType<typeof fakeApi>>;
const clients: MeterlineClient[] = [];
beforeEach(async () => {
  answer = allAccepted;
  api = await fakeApi(({ events }, request) => answer(events, request));
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close({ timeoutMs: 1 })));
  await api.close();
});

const newClient = (options: Partial<ClientOptions> = {}): MeterlineClient => {
  const client = new MeterlineClient({
    url: api.url,
    apiKey: 'ml_key',
    retryBaseMs: 1,
    onDropped: () => {},
    ...options,
  });
  clients.push(client);
  return client;
};
const usage = (minutes = '5') => ({ type: 'transcoding.completed', subject: 'cust_8821', data: { minutes } });

describe('what is recorded is sent as CloudEvents', () => {
  it('with an id and a time of the moment of recording, and the defaults of the client', async () => {
    const client = newClient({ source: 'transcoder' });
    const before = Date.now();
    const { recorded, id } = client.record(usage());
    expect(recorded).toBe(true);
    expect(await client.flush()).toEqual({ settled: true, remaining: 0 });
    const [request] = api.requests;
    expect(request).toMatchObject({ path: '/v1/events', headers: { authorization: 'Bearer ml_key' } });
    expect(request?.headers['content-type']).toBe('application/cloudevents-batch+json; charset=utf-8');
    expect(request?.events).toEqual([
      { specversion: '1.0', id, source: 'transcoder', time: expect.any(String), ...usage() },
    ]);
    const [event] = request?.events ?? [];
    expect(event?.time).toMatch(/Z$/);
    expect(Date.parse(event?.time ?? '')).toBeGreaterThanOrEqual(before);
    expect(Date.parse(event?.time ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it('with the id, source and time that were given, and as the data was then', async () => {
    const client = newClient();
    const data = { minutes: '5' };
    client.record({ ...usage(), data, id: 'job_1', source: 'cron', time: new Date('2026-10-03T14:11:09.120Z') });
    client.record({ ...usage(), id: 'job_2', time: '2026-10-03T16:11:09+02:00' });
    data.minutes = '6';
    await client.flush();
    expect(api.requests[0]?.events).toMatchObject([
      { id: 'job_1', source: 'cron', time: '2026-10-03T14:11:09.120Z', data: { minutes: '5' } },
      { id: 'job_2', source: 'default', time: '2026-10-03T16:11:09+02:00' },
    ]);
  });

  it('1,201 events in requests of 500, 500 and 201, in order', async () => {
    const client = newClient({ maxRequests: 1 });
    const ids = Array.from({ length: 1201 }, () => client.record(usage()).id);
    await client.flush();
    expect(api.requests.map(({ events }) => events.length)).toEqual([500, 500, 201]);
    expect(api.ids()).toEqual(ids);
  });

  it('in bodies of at most maxBatchBytes, counted in UTF-8', async () => {
    const client = newClient({ maxBatchBytes: 2000 });
    for (let n = 0; n < 40; n++) client.record(usage('é'.repeat(n * 7)));
    await client.flush();
    expect(api.ids()).toHaveLength(40);
    for (const { text } of api.requests) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2000);
  });

  it('with the key of the moment, when that is asked for', async () => {
    let key = 'first';
    const client = newClient({ apiKey: async () => key });
    client.record(usage());
    await client.flush();
    key = 'second';
    client.record(usage());
    await client.flush();
    expect(api.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer first', 'Bearer second']);
  });
});

describe('what the API answers', () => {
  it('a duplicate is as good as accepted; a rejected event is reported with its place, and not sent again', async () => {
    const rejections: Rejection[] = [];
    const mistake = { code: 'quantity_missing', detail: 'needs "minutes"', pointer: '/data/minutes' };
    answer = () => ({
      status: 202,
      body: { accepted: 1, duplicates: [{ index: 0, id: 'a' }], rejected: [{ index: 2, id: 'c', ...mistake }] },
    });
    const client = newClient({ onRejected: (rejection) => rejections.push(rejection) });
    for (const id of ['a', 'b', 'c']) client.record({ ...usage(), id });
    expect(await client.flush()).toEqual({ settled: true, remaining: 0 });
    expect(rejections).toEqual([{ ...mistake, event: expect.objectContaining({ id: 'c', data: { minutes: '5' } }) }]);
    expect(client.stats()).toMatchObject({ accepted: 1, duplicates: 1, rejected: 1, retries: 0 });
    expect(api.requests).toHaveLength(1);
  });

  it('401 is not retried: every event of the request is reported', async () => {
    answer = () => ({ status: 401, body: { code: 'unauthorized', detail: 'Unauthorized' } });
    const codes: string[] = [];
    const client = newClient({ onRejected: ({ code }) => codes.push(code) });
    client.record(usage());
    client.record(usage());
    await client.flush();
    expect(codes).toEqual(['unauthorized', 'unauthorized']);
    expect(api.requests).toHaveLength(1);
  });

  it('503, 429 and a proxy’s page are retried with the very same body', async () => {
    const replies: readonly Reply[] = [
      { status: 503 },
      { status: 429, headers: { 'retry-after': '0' } },
      { status: 200 },
    ];
    answer = (events, request) => replies[request] ?? allAccepted(events);
    const reasons: string[] = [];
    const client = newClient({ onRetry: ({ reason }) => reasons.push(reason) });
    client.record(usage());
    await client.flush();
    expect(new Set(api.requests.map(({ text }) => text)).size).toBe(1);
    expect(reasons).toEqual(['HTTP 503', 'HTTP 429', "HTTP 200 without the API's answer"]);
    expect(client.stats()).toMatchObject({ accepted: 1, retries: 3 });
  });

  it('413 is sent in halves, until what is too large by itself is reported', async () => {
    answer = (events) => (events.length > 1 || events[0]?.id === 'big' ? { status: 413 } : allAccepted(events));
    const reported: string[] = [];
    const client = newClient({ onRejected: ({ event, code }) => reported.push(`${event.id} ${code}`) });
    for (const id of ['a', 'big', 'c']) client.record({ ...usage(), id });
    await client.flush();
    expect(reported).toEqual(['big request_too_large']);
    expect(client.stats()).toMatchObject({ accepted: 2, rejected: 1, queuedEvents: 0, queuedBytes: 0 });
  });

  it('a server that comes up late gets everything', async () => {
    await api.close();
    const client = newClient();
    const { id } = client.record(usage());
    const flushed = client.flush();
    await sleep(20);
    const port = Number(new URL(api.url).port);
    const late = await fakeApi(undefined, port);
    expect(await flushed).toMatchObject({ settled: true });
    expect(late.ids()).toEqual([id]);
    await late.close();
  });
});

describe('what record does not take is said twice: by its result, and to the listener', () => {
  const cyclic: { self?: object } = {};
  cyclic.self = cyclic;

  it.each([
    ['too_large', { ...usage('9'.repeat(5000)) }],
    ['unserializable', JSON.parse('{"type":"t","subject":"s"}'), cyclic],
  ])('%s', async (reason, record, data?: object) => {
    const dropped: string[] = [];
    const client = newClient({ maxBatchBytes: 2000, onDropped: (drop) => dropped.push(drop.reason) });
    expect(client.record(data === undefined ? record : { ...record, data })).toMatchObject({ recorded: false, reason });
    expect(dropped).toEqual([reason]);
    expect(client.stats()).toMatchObject({ notRecorded: 1, recorded: 0 });
  });

  it('full, with whenFull "reject": what was promised before is kept', async () => {
    const dropped: string[] = [];
    const client = newClient({
      maxQueuedEvents: 2,
      onDropped: ({ event, reason }) => dropped.push(`${event.id} ${reason}`),
    });
    const results = ['a', 'b', 'c'].map((id) => client.record({ ...usage(), id }));
    expect(results[2]).toEqual({ recorded: false, id: 'c', reason: 'full' });
    await client.flush();
    expect(api.ids()).toEqual(['a', 'b']);
    expect(dropped).toEqual(['c full']);
    expect(client.record(usage()).recorded).toBe(true);
  });

  it('full, with whenFull "drop-oldest": the oldest goes, is counted and reported', async () => {
    const dropped: string[] = [];
    const client = newClient({
      maxQueuedEvents: 2,
      whenFull: 'drop-oldest',
      onDropped: ({ event, reason }) => dropped.push(`${event.id} ${reason}`),
    });
    for (const id of ['a', 'b', 'c']) expect(client.record({ ...usage(), id }).recorded).toBe(true);
    await client.flush();
    expect(api.ids()).toEqual(['b', 'c']);
    expect(dropped).toEqual(['a pushed_out']);
    expect(client.stats()).toMatchObject({ recorded: 3, accepted: 2, dropped: 1 });
  });

  it('without a listener as a warning of the process, the first of each kind', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const client = newClient({ maxQueuedEvents: 1, onDropped: undefined });
    for (let n = 0; n < 5; n++) client.record(usage());
    expect(warned.mock.calls).toHaveLength(1);
    expect(warned.mock.calls[0]?.[1]).toEqual({ type: 'MeterlineWarning', code: 'full' });
    await client.flush();
    warned.mockRestore();
  });

  it('a listener that throws keeps nothing from being sent', async () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    answer = (events, request) =>
      request === 0 ? { status: 400, body: { code: 'bad', detail: 'bad' } } : allAccepted(events);
    const onRejected = () => {
      throw new TypeError('mine');
    };
    const client = newClient({ onRejected, maxBatchEvents: 1, maxRequests: 1 });
    client.record(usage());
    client.record(usage());
    expect(await client.flush()).toMatchObject({ settled: true });
    expect(client.stats()).toMatchObject({ rejected: 1, accepted: 1 });
    expect(warned.mock.calls[0]?.[0]).toContain('mine');
    warned.mockRestore();
  });
});

describe('closing', () => {
  it('sends what is there, takes no more, and is the same when repeated', async () => {
    const client = newClient();
    client.record(usage());
    const closing = client.close();
    expect(client.record(usage())).toMatchObject({ recorded: false, reason: 'closed' });
    expect(client.close()).toBe(closing);
    expect(await closing).toEqual({ settled: true, remaining: 0 });
    expect(api.ids()).toHaveLength(1);
    await client[Symbol.asyncDispose]();
  });

  it('gives up at its time-out, though the API never answers, and reports what is left', async () => {
    const dropped: string[] = [];
    const client = newClient({
      fetch: () => new Promise(() => {}),
      maxRequests: 1,
      maxBatchEvents: 1,
      onDropped: ({ event, reason }) => dropped.push(`${event.id} ${reason}`),
    });
    client.record({ ...usage(), id: 'under_way' });
    client.record({ ...usage(), id: 'waiting' });
    expect(await client.close({ timeoutMs: 20 })).toEqual({ settled: false, remaining: 2 });
    expect(dropped).toEqual(['under_way left_at_close', 'waiting left_at_close']);
    expect(client.stats()).toMatchObject({ dropped: 2, queuedEvents: 0, requestsUnderWay: 0 });
  });
});

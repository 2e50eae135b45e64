import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClientOptions, MeterlineClient } from '../../client/index.ts';
import { allAccepted, fakeFetch, type Reply } from './fake-api.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-10-03T14:11:09Z') });
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
const clients: MeterlineClient[] = [];
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await Promise.all(clients.splice(0).map((client) => client.close({ timeoutMs: 1 })));
});

/** A client, and the seconds after its start at which it made requests. */
const timed = (reply: (request: number) => Reply | undefined, options: Partial<ClientOptions> = {}) => {
  const started = Date.now();
  const at: number[] = [];
  const fetch = fakeFetch((events, request) => {
    at.push((Date.now() - started) / 1000);
    return reply(request) ?? allAccepted(events);
  });
  const client = new MeterlineClient({ url: 'http://api/v1', apiKey: 'k', fetch, onDropped: () => {}, ...options });
  clients.push(client);
  return { client, at };
};
const usage = { type: 't', subject: 's' };
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

describe('when a request goes', () => {
  it('when its first event has waited for the interval', async () => {
    const { client, at } = timed(() => undefined, { flushIntervalMs: 2000 });
    client.record(usage);
    await pass(1.5);
    client.record(usage);
    expect(at).toEqual([]);
    await pass(10);
    expect(at).toEqual([2]);
    client.record(usage);
    await pass(10);
    expect(at).toEqual([2, 13.5]);
  });

  it('at once when it is full', async () => {
    const { client, at } = timed(() => undefined, { maxBatchEvents: 2 });
    client.record(usage);
    client.record(usage);
    await pass(0);
    expect(at).toEqual([0]);
  });

  it('at most maxRequests at a time, also while they wait to be made again', async () => {
    const { client, at } = timed((request) => (request < 3 ? { status: 503 } : undefined), {
      maxBatchEvents: 1,
      maxRequests: 3,
    });
    for (let n = 0; n < 5; n++) client.record(usage);
    await pass(0.1);
    expect(at).toEqual([0, 0, 0]);
    expect(client.stats()).toMatchObject({ requestsUnderWay: 3, queuedEvents: 5 });
    await pass(0.2);
    expect(client.stats()).toMatchObject({ accepted: 5, queuedEvents: 0 });
  });
});

describe('when it goes again', () => {
  const failing =
    (times: number, reply: Reply = { status: 503 }) =>
    (request: number) =>
      request < times ? reply : undefined;
  const now = { maxBatchEvents: 1, retryBaseMs: 1000, retryCapMs: 5000 };

  it('after 1, 2, 4, 5, 5 s: doubled up to the cap, with the jitter at its largest', async () => {
    const { client, at } = timed(failing(5), now);
    client.record(usage);
    await pass(60);
    expect(at).toEqual([0, 1, 3, 7, 12, 17]);
  });

  it('never before Retry-After in seconds, and up to a back-off later', async () => {
    const { client, at } = timed(failing(1, { status: 429, headers: { 'retry-after': '20' } }), now);
    client.record(usage);
    await pass(60);
    expect(at).toEqual([0, 21]);
  });

  it('never before Retry-After as a date; other requests wait as well', async () => {
    const headers = { 'retry-after': 'Sat, 03 Oct 2026 14:11:39 GMT' };
    const { client, at } = timed(failing(1, { status: 503, headers }), now);
    client.record(usage);
    await pass(5);
    client.record(usage);
    await pass(60);
    expect(at).toEqual([0, 31, 31]);
  });

  it('at once when flushed, unless the API asked to wait', async () => {
    const { client, at } = timed(failing(4), now);
    client.record(usage);
    await pass(7.5);
    void client.flush();
    await pass(1);
    expect(at).toEqual([0, 1, 3, 7, 7.5]);

    const held = timed(failing(1, { status: 429, headers: { 'retry-after': '20' } }), now);
    held.client.record(usage);
    await pass(1);
    void held.client.flush();
    await pass(60);
    expect(held.at).toEqual([0, 21]);
  });

  it('after a request that is not answered in time', async () => {
    let requests = 0;
    const fetch: ClientOptions['fetch'] = async () =>
      requests++ === 0 ? new Promise<Response>(() => {}) : Response.json(allAccepted([1]).body);
    const reasons: string[] = [];
    const { client } = timed(() => undefined, {
      ...now,
      fetch,
      requestTimeoutMs: 3000,
      onRetry: ({ reason }) => reasons.push(reason),
    });
    client.record(usage);
    await pass(3.9);
    expect(reasons).toEqual(['no answer in time']);
    await pass(0.1);
    expect(client.stats()).toMatchObject({ accepted: 1 });
  });

  it('not at all after giveUpAfterMs: the events are reported', async () => {
    const dropped: string[] = [];
    const { client } = timed(failing(1000), {
      ...now,
      giveUpAfterMs: 10_000,
      onDropped: ({ reason }) => dropped.push(reason),
    });
    client.record(usage);
    await pass(11);
    expect(dropped).toEqual([]);
    await pass(5);
    expect(dropped).toEqual(['gave_up']);
    expect(client.stats()).toMatchObject({ dropped: 1, queuedEvents: 0 });
  });
});

describe('flush', () => {
  it('waits for what was recorded before it, not for what comes after', async () => {
    const { client } = timed(() => undefined);
    client.record(usage);
    const flushed = client.flush();
    client.record(usage);
    await pass(0);
    expect(await flushed).toEqual({ settled: true, remaining: 1 });
  });

  it('says so when it is not through in time', async () => {
    const { client } = timed(() => ({ status: 503 }));
    client.record(usage);
    const flushed = client.flush({ timeoutMs: 3000 });
    await pass(3);
    expect(await flushed).toEqual({ settled: false, remaining: 1 });
  });
});

import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { customerId } from '../../../../functions/kernel/ids.ts';
import { parseInstant, plusHours } from '../../../../functions/kernel/instant.ts';
import { newBatchId } from '../../../../functions/meter/counter/batch-id.ts';
import { handler } from '../../../../functions/meter/log/customer-events.handler.ts';
import { packEntry } from '../../../../functions/meter/log/log-entry.ts';
import { logKey } from '../../../../functions/meter/log/log-key.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { documents, dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { usageEvent } from '../../ingest/sample.ts';
import { httpEvent, lambdaContext } from '../../platform/http-event.ts';
import { answering, type Item } from '../queried-table.ts';

const log = mockClient(dynamo);
const catalog = mockClient(documents);
const customer = customerId('cust_8821');
const noon = parseInstant('2026-10-03T12:00:00Z');
const reader: Caller = { kind: 'key', keyId: 'key_1', scopes: ['read'] };

const batch = (hours: number, ids: readonly string[], more: Item = {}): Item => {
  const { pk, sk } = logKey(customer, newBatchId(plusHours(noon, hours)));
  const events = ids.map((id) => usageEvent({ id, time: noon }));
  return { pk: { S: pk }, sk: { S: sk }, events: { B: packEntry(events) }, closedThrough: { NULL: true }, ...more };
};
const day = (text: string): Item => ({ pk: { S: `DAYS#${customer}` }, sk: { S: text } });
const holding = (pageSize: number, ...items: readonly Item[]) =>
  log.on(QueryCommand).callsFake(answering(items, pageSize));
const list = '/customers/{customerId}/events?from=2026-10-03T00:00:00Z&to=2026-10-04T00:00:00Z';
const call = async (query = '', caller: Caller = reader, of: string = customer) => {
  const parameters = { customerId: of };
  const answer = await handler(httpEvent({ route: `GET ${list}${query}`, caller, parameters }), lambdaContext);
  return { status: answer.statusCode, headers: answer.headers ?? {}, text: answer.body };
};

beforeEach(() => {
  log.reset();
  catalog.reset();
  vi.stubEnv('LOG_TABLE', 'log').stubEnv('CATALOG_TABLE', 'catalog');
  catalog.on(GetCommand).resolves({});
});

describe('pages of a customer’s events', () => {
  const batches = [
    batch(0, ['a0', 'a1', 'a2']),
    { ...batch(2, ['fenced']), events: { NULL: true as const } },
    batch(3, ['b0']),
    batch(24, ['c0', 'c1']),
  ];

  it.each([
    [1, 1],
    [2, 2],
    [4, 1],
    [100, 1],
  ])('of %i, with %i batches a read: each event once, in the order of the log', async (limit, pageSize) => {
    holding(pageSize, day('2026-10-03'), day('2026-10-04'), ...batches);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { text } = await call(`&limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page: { data: { id: string }[]; nextCursor: string | null } = JSON.parse(text);
      expect(page.data.length).toBeLessThanOrEqual(limit);
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(['a0', 'a1', 'a2', 'b0', 'c0', 'c1']);
  });

  it('of at most a megabyte, since an answer has at most six: 20 events of 100 KB of quotes are on two pages', async () => {
    const big = (id: string) => usageEvent({ id, time: noon, data: { minutes: '1', note: '"'.repeat(50_000) } });
    const ids = Array.from({ length: 20 }, (_, n) => `big${n}`);
    holding(5, day('2026-10-03'), batch(0, [], { events: { B: packEntry(ids.map(big)) } }));
    const pages: string[][] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { text } = await call(`&limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`);
      expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThan(6_000_000);
      const page: { data: { id: string }[]; nextCursor: string | null } = JSON.parse(text);
      pages.push(page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(pages.map(({ length }) => length)).toEqual([10, 10]);
    expect(pages.flat()).toEqual(ids);
  });

  it('those that are void and those that came late are marked', async () => {
    const closedThrough = { S: plusHours(noon, 1) };
    holding(5, day('2026-10-03'), batch(0, ['a', 'b'], { voids: { SS: ['1#'] } }), batch(2, ['c'], { closedThrough }));
    const { data } = JSON.parse((await call()).text);
    expect(data).toMatchObject([
      { id: 'a', voided: false, late: false },
      { id: 'b', voided: true, late: false },
      { id: 'c', voided: false, late: true },
    ]);
  });
});

describe('as a file', () => {
  it('CSV is text to a spreadsheet, and names the next page', async () => {
    holding(5, day('2026-10-03'), batch(0, ['=cmd()', 'b']));
    const { text, headers } = await call('&format=csv&limit=1');
    expect(text.split('\r\n')[1]).toContain("transcoder,'=cmd(),transcoding.completed");
    expect(headers.link).toMatch(
      /^<https:\/\/api\.example\.com\/v1\/customers\/cust_8821\/events\?.*cursor=.+>; rel="next"$/,
    );
  });

  it('NDJSON is an event a line', async () => {
    holding(5, day('2026-10-03'), batch(0, ['a', 'b']));
    const { text, headers } = await call('&format=ndjson');
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual(['a', 'b']);
    expect(headers['content-type']).toBe('application/x-ndjson');
    expect(headers.link).toBeUndefined();
  });
});

describe('a portal link', () => {
  const portal: Caller = { kind: 'portal', customerId: customer };

  it('sees its own customer’s events and no others', async () => {
    holding(5, day('2026-10-03'), batch(0, ['a']));
    expect((await call('', portal)).status).toBe(200);
    expect((await call('', portal, 'cust_other')).status).toBe(403);
  });
});

it.each(['x', 'eyJkYXkiOjF9', 'eyJkYXkiOiIyMDI2LTEwLTAzIiwiYmF0Y2giOiJ4Iiwic2VlbiI6MH0'])(
  'the cursor %s is refused',
  async (cursor) => {
    holding(5);
    expect(JSON.parse((await call(`&cursor=${cursor}`)).text)).toMatchObject({ code: 'invalid_cursor' });
  },
);

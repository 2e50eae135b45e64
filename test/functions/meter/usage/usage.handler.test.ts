import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { meterToWire } from '../../../../functions/catalog/meter/meter-wire.ts';
import { customerId, meterKey } from '../../../../functions/kernel/ids.ts';
import { handler } from '../../../../functions/meter/usage/usage.handler.ts';
import type { Caller } from '../../../../functions/platform/http/caller.ts';
import { documents, dynamo } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';
import { minutes } from '../../ingest/sample.ts';
import { httpEvent, lambdaContext } from '../../platform/http-event.ts';
import { answering } from '../queried-table.ts';

const catalog = mockClient(documents);
const usage = mockClient(dynamo);
const key: Caller = { kind: 'key', keyId: 'key_1', scopes: ['read'] };

const get = async (query: string, caller: Caller = key) => {
  const parameters = { customerId: 'cust_8821' };
  const answer = await handler(
    httpEvent({ route: `GET /customers/{customerId}/usage?${query}`, caller, parameters }),
    lambdaContext,
  );
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
};

beforeEach(() => {
  catalog.reset();
  usage.reset();
  vi.stubEnv('CATALOG_TABLE', 'catalog');
  vi.stubEnv('USAGE_TABLE', 'usage').stubEnv('USAGE_WINDOW_MINUTES', '60');
  catalog.on(GetCommand).resolves({});
  usage.on(GetItemCommand).resolves({});
  catalog.on(GetCommand, { Key: { pk: 'METERS', sk: 'METER#minutes' } }).resolves({ Item: meterToWire(minutes) });
  const item = {
    pk: { S: 'cust_8821' },
    sk: { S: 'minutes#2026-10-03T14:00' },
    sum: { N: '3400' },
    events: { N: '9' },
  };
  usage.on(QueryCommand).callsFake(answering([item], 10));
});

describe('GET /customers/{customerId}/usage', () => {
  it('by day, unless hours or months are asked for', async () => {
    expect(await get('meter=minutes&from=2026-10-03T00:00:00Z&to=2026-10-05T00:00:00Z')).toEqual({
      status: 200,
      body: {
        meter: 'minutes',
        from: '2026-10-03T00:00:00.000Z',
        to: '2026-10-05T00:00:00.000Z',
        total: '3400',
        windows: [
          { start: '2026-10-03T00:00:00.000Z', end: '2026-10-04T00:00:00.000Z', value: '3400' },
          { start: '2026-10-04T00:00:00.000Z', end: '2026-10-05T00:00:00.000Z', value: '0' },
        ],
      },
    });
  });

  it('by month, over ten years at most', async () => {
    const { status, body } = await get('meter=minutes&from=2020-01-01T00:00:00Z&to=2030-01-01T00:00:00Z&window=month');
    expect({ status, windows: body.windows.length, total: body.total }).toEqual({
      ...{ status: 200, windows: 120, total: '3400' },
    });
    const longer = 'meter=minutes&from=2020-01-01T00:00:00Z&to=2030-02-05T00:00:00Z&window=month';
    expect(await get(longer)).toMatchObject({ status: 400, body: { code: 'range_too_long' } });
  });

  it('by group: each with its total and its windows', async () => {
    const grouped = { ...minutes, groupBy: ['resolution', 'region'] };
    catalog.on(GetCommand, { Key: { pk: 'METERS', sk: 'METER#minutes' } }).resolves({ Item: meterToWire(grouped) });
    const counted = (group: string, sum: string) => ({
      ...{ pk: { S: 'cust_8821' }, sk: { S: `minutes#2026-10-03T14:00#${group}` } },
      ...{ sum: { N: sum }, events: { N: '1' } },
    });
    const items = [counted('4K#eu', '5'), counted('4K#us', '2'), counted('HD#eu', '1')];
    usage.on(QueryCommand).callsFake(answering(items, 10));
    const { body } = await get('meter=minutes&from=2026-10-03T00:00:00Z&to=2026-10-04T00:00:00Z&groupBy=resolution');
    expect(body).toMatchObject({
      total: '8',
      groups: [
        { group: { resolution: '4K' }, total: '7', windows: [{ value: '7' }] },
        { group: { resolution: 'HD' }, total: '1', windows: [{ value: '1' }] },
      ],
    });
  });

  it('by a property that the meter does not group by is refused', async () => {
    const query = 'meter=minutes&from=2026-10-03T00:00:00Z&to=2026-10-04T00:00:00Z&groupBy=codec';
    expect(await get(query)).toMatchObject({
      status: 400,
      body: { code: 'unknown_group_property', pointer: '/groupBy' },
    });
  });

  it('of whole hours: a range within one is that hour', async () => {
    const { body } = await get('meter=minutes&from=2026-10-03T14:10:00Z&to=2026-10-03T14:20:00Z&window=hour');
    expect(body).toMatchObject({
      from: '2026-10-03T14:00:00.000Z',
      to: '2026-10-03T15:00:00.000Z',
      total: '3400',
      windows: [{ value: '3400' }],
    });
  });

  it('of whole windows: where they are half hours, a month of Kolkata begins at 18:30 and leaves out what was before', async () => {
    vi.stubEnv('USAGE_WINDOW_MINUTES', '30');
    const counted = (window: string, sum: string) => ({
      ...{ pk: { S: 'cust_8821' }, sk: { S: `minutes#2026-09-30T${window}` }, sum: { N: sum }, events: { N: '1' } },
    });
    usage.on(QueryCommand).callsFake(answering([counted('18:00', '5'), counted('18:30', '2')], 10));
    const { body } = await get('meter=minutes&from=2026-09-30T18:40:00Z&to=2026-09-30T20:00:00Z&window=hour');
    expect(body).toMatchObject({
      ...{ from: '2026-09-30T18:30:00.000Z', to: '2026-09-30T20:00:00.000Z', total: '2' },
      windows: [
        { start: '2026-09-30T18:30:00.000Z', end: '2026-09-30T19:00:00.000Z', value: '2' },
        { start: '2026-09-30T19:00:00.000Z', end: '2026-09-30T20:00:00.000Z', value: '0' },
      ],
    });
  });

  it.each([
    ['required', '/meter', 'from=2026-10-03T00:00:00Z&to=2026-10-05T00:00:00Z'],
    ['required', '/from', 'meter=minutes&to=2026-10-05T00:00:00Z'],
    ['time_without_offset', '/from', 'meter=minutes&from=2026-10-03T00:00:00&to=2026-10-05T00:00:00Z'],
    ['time_invalid', '/to', 'meter=minutes&from=2026-10-03T00:00:00Z&to=tomorrow'],
    ['range_empty', '/to', 'meter=minutes&from=2026-10-03T00:00:00Z&to=2026-10-03T00:00:00Z'],
    ['range_empty', '/to', 'meter=minutes&from=2026-10-04T00:00:00Z&to=2026-10-03T00:00:00Z'],
    ['range_too_long', '/to', 'meter=minutes&from=2026-01-01T00:00:00Z&to=2026-02-12T01:00:00Z&window=hour'],
    ['range_too_long', '/to', 'meter=minutes&from=0001-01-01T00:00:00Z&to=9999-12-30T00:00:00Z'],
    ['invalid_value', '/window', 'meter=minutes&from=2026-10-03T00:00:00Z&to=2026-10-05T00:00:00Z&window=week'],
    ['unknown_field', '/customer', 'meter=minutes&from=2026-10-03T00:00:00Z&to=2026-10-05T00:00:00Z&customer=x'],
    ['time_out_of_range', '/to', 'meter=minutes&from=9999-12-31T00:00:00Z&to=9999-12-31T23:59:59Z'],
  ])('%s at %s: %s', async (code, pointer, query) => {
    expect(await get(query)).toMatchObject({ status: 400, body: { code, pointer } });
    expect(usage.commandCalls(QueryCommand)).toEqual([]);
  });

  it('of a meter that is not there is 404', async () => {
    expect(await get('meter=other&from=2026-10-03T00:00:00Z&to=2026-10-05T00:00:00Z')).toMatchObject({
      status: 404,
      body: { code: 'meter_not_found' },
    });
  });

  it.each<[number, Caller]>([
    [200, { kind: 'portal', customerId: customerId('cust_8821') }],
    [403, { kind: 'portal', customerId: customerId('cust_8822') }],
    [403, { kind: 'key', keyId: 'key_2', scopes: ['ingest'] }],
    [403, { kind: 'nobody' }],
  ])('%i for %o', async (status, caller) => {
    const query = 'meter=minutes&from=2026-10-03T00:00:00Z&to=2026-10-05T00:00:00Z';
    expect(await get(query, caller)).toMatchObject({ status });
  });
});

describe('what one request may cost', () => {
  const month = 'meter=calls&from=2026-10-01T00:00:00Z&to=2026-11-01T00:00:00Z';
  const counter = (group: number) => ({
    pk: { S: 'cust_8821' },
    sk: { S: `calls#2026-10-03T14:00#g${group}` },
    sum: { N: '1' },
    events: { N: '1' },
  });
  const counters = (count: number) => {
    const byRegion = meterToWire({ ...minutes, key: meterKey('calls'), groupBy: ['region'] });
    catalog.on(GetCommand, { Key: { pk: 'METERS', sk: 'METER#calls' } }).resolves({ Item: byRegion });
    const items = Array.from({ length: count }, (_, group) => counter(group));
    usage.on(QueryCommand).callsFake(answering(items, 40_000));
  };

  it('40 groups by 744 hours are 29,760 values; with one more they are refused', async () => {
    counters(40);
    expect((await get(`${month}&window=hour&groupBy=region`)).status).toBe(200);
    counters(41);
    expect(await get(`${month}&window=hour&groupBy=region`)).toMatchObject({
      status: 400,
      body: { code: 'answer_too_large', pointer: '/groupBy' },
    });
    expect((await get(`${month}&window=day&groupBy=region`)).status).toBe(200);
  });

  it('100,000 counters are read; more are refused before they are all there', async () => {
    counters(120_000);
    expect(await get(month)).toMatchObject({ status: 400, body: { code: 'too_many_counters' } });
    expect(usage.commandCalls(QueryCommand).length).toBeLessThan(5);
  });

  it('a property named six times', async () => {
    expect(await get(`${month}&groupBy=${'a,'.repeat(5)}`)).toMatchObject({
      status: 400,
      body: { code: 'too_many_properties', pointer: '/groupBy' },
    });
  });
});

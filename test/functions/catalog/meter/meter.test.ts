import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadMeters, metersRevision, requireMeter } from '../../../../functions/catalog/meter/meter-store.ts';
import { meterKey } from '../../../../functions/kernel/ids.ts';
import { CatalogApi } from '../catalog-api.ts';
import { minutesMeter } from '../price-lists.ts';

let api: CatalogApi;
beforeEach(() => {
  api = new CatalogApi();
});
afterEach(() => vi.unstubAllEnvs());

describe('POST /meters makes a meter', () => {
  it('that is answered, listed, found and announced', async () => {
    const { status, body } = await api.call('POST /meters', { ...minutesMeter, groupBy: ['resolution'] });
    expect(status).toBe(201);
    expect(body).toMatchObject({ ...minutesMeter, name: 'minutes', groupBy: ['resolution'] });
    expect((await api.call('GET /meters/{meterKey}', undefined, { meterKey: 'minutes' })).body).toEqual(body);
    expect((await api.call('GET /meters')).body).toEqual({ data: [body], nextCursor: null });
    expect(api.announced()).toEqual([
      { type: 'meter.created', meterKey: 'minutes', eventType: 'transcoding.completed', aggregation: 'sum' },
    ]);
  });

  it('a count needs no value', async () => {
    const { status, body } = await api.call('POST /meters', {
      key: 'calls',
      eventType: 'api.call',
      aggregation: 'count',
    });
    expect({ status, body }).toMatchObject({ status: 201, body: { aggregation: 'count', groupBy: [] } });
    expect(body).not.toHaveProperty('valueProperty');
  });

  it.each(['sum', 'max', 'min', 'latest', 'unique_count'])('%s takes a property', async (aggregation) => {
    const { status, body } = await api.call('POST /meters', { ...minutesMeter, aggregation });
    expect({ status, body }).toMatchObject({
      status: 201,
      body: { aggregation, valueProperty: 'minutes', filters: [] },
    });
    expect(await requireMeter(meterKey('minutes'))).toMatchObject({
      measure: { aggregation, valueProperty: 'minutes' },
    });
  });

  it('with filters, which come back as they are stored', async () => {
    const filters = [
      { property: 'resolution', op: 'in', values: ['4K', '8K'] },
      { property: 'region', op: 'ne', value: 'test' },
      { property: 'minutes', op: 'gte', value: '0.5' },
      { property: 'codec', op: 'exists', value: true },
    ];
    const { body } = await api.call('POST /meters', { ...minutesMeter, filters });
    expect(body.filters).toEqual(filters);
    expect((await requireMeter(meterKey('minutes'))).filters).toEqual(filters);
  });

  it('once: the same key again is refused, and the first one stands', async () => {
    await api.call('POST /meters', minutesMeter);
    const again = { ...minutesMeter, eventType: 'other' };
    expect(await api.refusal('POST /meters', again)).toMatchObject({ status: 409, code: 'meter_exists' });
    expect(await requireMeter(meterKey('minutes'))).toMatchObject({ eventType: 'transcoding.completed' });
    expect(api.announced()).toHaveLength(1);
  });
});

describe('the revision of the meters grows with every creation, and only then', () => {
  it('0, then 1, still 1 after a refused one, then 2', async () => {
    expect(await metersRevision()).toBe(0);
    await api.call('POST /meters', minutesMeter);
    await api.call('POST /meters', minutesMeter);
    expect(await metersRevision()).toBe(1);
    await api.call('POST /meters', { ...minutesMeter, key: 'other' });
    expect(await metersRevision()).toBe(2);
    expect((await loadMeters()).map(({ key }) => key)).toEqual(['minutes', 'other']);
  });
});

describe('a list goes on where its cursor says', () => {
  it('five meters in pages of two', async () => {
    for (const key of ['a', 'b', 'c', 'd', 'e']) await api.call('POST /meters', { ...minutesMeter, key });
    const pages: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await api.call(`GET /meters?limit=2${cursor && `&cursor=${cursor}`}`);
      pages.push(body.data);
      cursor = body.nextCursor === null ? '' : String(body.nextCursor);
    } while (cursor !== '');
    expect(pages).toMatchObject([[{ key: 'a' }, { key: 'b' }], [{ key: 'c' }, { key: 'd' }], [{ key: 'e' }]]);
  });

  it('a cursor that is none, or of another list, is refused', async () => {
    await api.call('POST /test-clocks', { now: '2026-01-01T00:00:00Z' });
    await api.call('POST /test-clocks', { now: '2026-01-01T00:00:00Z' });
    const { body } = await api.call('GET /test-clocks?limit=1');
    const invalid = { status: 400, code: 'invalid_cursor' };
    expect(await api.refusal(`GET /meters?cursor=${body.nextCursor}`)).toMatchObject(invalid);
    expect(await api.refusal('GET /meters?cursor=abc')).toMatchObject(invalid);
    expect(await api.refusal('GET /meters?limit=0')).toMatchObject({ status: 400, pointer: '/limit' });
  });
});

describe('a bad meter is refused with its code and place, and leaves nothing behind', () => {
  it.each([
    ['no JSON', '{"key":', 'malformed_json', ''],
    ['no key', { ...minutesMeter, key: undefined }, 'required', '/key'],
    ['a key with a slash', { ...minutesMeter, key: 'a/b' }, 'invalid_id', '/key'],
    ['a key with capitals', { ...minutesMeter, key: 'Minutes' }, 'invalid_id', '/key'],
    ['no event type', { ...minutesMeter, eventType: undefined }, 'required', '/eventType'],
    ['an unknown aggregation', { ...minutesMeter, aggregation: 'median' }, 'invalid_value', '/aggregation'],
    ['a sum without a value', { ...minutesMeter, valueProperty: undefined }, 'required', '/valueProperty'],
    ['a count with a value', { ...minutesMeter, aggregation: 'count' }, 'value_property_unused', '/valueProperty'],
    ['a property named twice', { ...minutesMeter, groupBy: ['a', 'a'] }, 'duplicate_property', '/groupBy'],
    ['six properties', { ...minutesMeter, groupBy: [...'abcdef'] }, 'invalid_too_big', '/groupBy'],
    [
      'a bound that is no number',
      { ...minutesMeter, filters: [{ property: 'a', op: 'gt', value: 'many' }] },
      'not_a_decimal_string',
      '/filters/0/value',
    ],
    [
      'a maximum without a value',
      { ...minutesMeter, aggregation: 'max', valueProperty: undefined },
      'required',
      '/valueProperty',
    ],
    ['an unknown field', { ...minutesMeter, unit: 'min' }, 'unknown_field', '/unit'],
  ])('%s', async (_, body, code, pointer) => {
    expect(await api.refusal('POST /meters', body)).toEqual({ status: 400, code, pointer });
    expect(api.table.items.size).toBe(0);
    expect(api.announced()).toEqual([]);
  });

  it('there is no meter of another key', async () => {
    expect(await api.refusal('GET /meters/{meterKey}', undefined, { meterKey: 'x'.repeat(256) })).toMatchObject({
      status: 404,
      code: 'meter_not_found',
    });
    expect(await api.refusal('GET /meters/{meterKey}', undefined, { meterKey: 'x'.repeat(257) })).toMatchObject({
      status: 400,
      code: 'text_too_long',
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aggregations } from '../../../../functions/catalog/meter/meter.ts';
import { meterWire, newMeterSchema } from '../../../../functions/catalog/meter/meter-schema.ts';
import { meterFromItem, meterOf, meterToWire } from '../../../../functions/catalog/meter/meter-wire.ts';
import { fromMilliseconds } from '../../../../functions/kernel/instant.ts';

const text = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/);
const scalar = fc.oneof(text, fc.integer(), fc.boolean());
const filter = fc.oneof(
  fc.record({ property: text, op: fc.constantFrom('eq', 'ne'), value: scalar }),
  fc.record({ property: text, op: fc.constant('in'), values: fc.array(scalar, { minLength: 1, maxLength: 5 }) }),
  fc.record({ property: text, op: fc.constant('exists'), value: fc.boolean() }),
  fc.record({ property: text, op: fc.constantFrom('gt', 'gte', 'lt', 'lte'), value: fc.nat().map(String) }),
);
const newMeter = fc
  .record({
    key: text,
    eventType: text,
    aggregation: fc.constantFrom(...aggregations),
    valueProperty: text,
    groupBy: fc.uniqueArray(text, { maxLength: 5 }),
    filters: fc.array(filter, { maxLength: 4 }),
  })
  .map(({ valueProperty, ...rest }) => (rest.aggregation === 'count' ? rest : { ...rest, valueProperty }))
  .map((body) => newMeterSchema.parse(body));

const stored = {
  ...{ pk: 'METERS', sk: 'METER#minutes', key: 'minutes', name: 'Minutes', eventType: 'transcoding.completed' },
  ...{ aggregation: 'sum', valueProperty: 'minutes', groupBy: ['resolution'], createdAt: '2026-01-01T00:00:00.000Z' },
};

describe('a meter is read back as it was stored, by hand', () => {
  it('whatever meter the API takes, and its schema reads the same', () => {
    fc.assert(
      fc.property(newMeter, (body) => {
        const meter = meterOf(body, fromMilliseconds(0));
        const item: unknown = JSON.parse(JSON.stringify({ pk: 'METERS', sk: 'x', ...meterToWire(meter) }));
        expect(meterFromItem(item)).toEqual(meter);
        expect(meterWire.parse(item)).toEqual(meterToWire(meter));
        const archived = { ...meter, archivedAt: fromMilliseconds(1) };
        expect(meterFromItem(meterToWire(archived))).toEqual(archived);
      }),
    );
  });

  it('one from before there were filters has none', () => {
    expect(meterFromItem(stored)).toMatchObject({ filters: [], archivedAt: null });
    const values = { ...stored, aggregation: 'unique_count' };
    expect(meterFromItem(values).measure).toMatchObject({ distinctBy: 'json' });
    expect(meterFromItem({ ...values, distinctBy: 'text' }).measure).toMatchObject({ distinctBy: 'text' });
  });

  it.each([
    ['an unknown aggregation', { aggregation: 'median' }],
    ['a sum of nothing', { valueProperty: undefined }],
    ['a count of something', { aggregation: 'count' }],
    ['groups that are no list', { groupBy: 'resolution' }],
    ['a filter without a property', { filters: [{ op: 'eq', value: 1 }] }],
    ['an unknown condition', { filters: [{ property: 'a', op: 'like', value: 'x' }] }],
    ['a comparison with no text', { filters: [{ property: 'a', op: 'gt', value: 5 }] }],
    ['no time', { createdAt: null }],
  ])('%s is none', (_, change) => {
    expect(() => meterFromItem({ ...stored, ...change })).toThrow(TypeError);
  });
});

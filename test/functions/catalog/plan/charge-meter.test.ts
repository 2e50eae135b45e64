import { describe, expect, it } from 'vitest';
import { aggregations } from '../../../../functions/catalog/meter/meter.ts';
import { newMeterSchema } from '../../../../functions/catalog/meter/meter-schema.ts';
import { meterOf } from '../../../../functions/catalog/meter/meter-wire.ts';
import { assertMetersFit } from '../../../../functions/catalog/plan/charge-meter.ts';
import { pricesSchema } from '../../../../functions/catalog/plan/plan-prices-wire.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';

const at = parseInstant('2026-10-01T00:00:00Z');
const meterNamed = (key: string, aggregation: string, groupBy: readonly string[] = []) => {
  const valueProperty = aggregation === 'count' ? undefined : 'v';
  return meterOf(newMeterSchema.parse({ key, eventType: 'e', aggregation, valueProperty, groupBy }), at);
};
const meters = [
  meterNamed('minutes', 'sum', ['region', 'resolution']),
  ...aggregations.map((aggregation) => meterNamed(`by_${aggregation}`, aggregation)),
];

const linear = (meter: string, property?: string) => ({
  ...{ id: `${meter}.${property}`, model: 'linear', meter, unitAmount: '1' },
  groupPrices: property === undefined ? null : { property, prices: { '4K': { unitAmount: '2' } } },
});
const percentage = (meter: string) => ({ id: meter, model: 'percentage', meter, percent: '1' });
const assertIn = (prices: Record<string, readonly object[]>) => {
  const priced = Object.entries(prices).map(([code, charges]) => [code, { charges }] as const);
  assertMetersFit(pricesSchema.parse(Object.fromEntries(priced)), meters);
};

describe('each charge has a meter that can serve it', () => {
  it.each<readonly [string, object]>([
    ['without groups', linear('minutes')],
    ['by the second property that the meter groups by', linear('minutes', 'resolution')],
    ['a fee, which needs none', { id: 'fee', model: 'flat', amount: '1' }],
    ...(['sum', 'max', 'min', 'latest'] as const).map(
      (name) => [`percentage of a ${name}`, percentage(`by_${name}`)] as const,
    ),
    ...aggregations.map((name) => [`linear of a ${name}`, linear(`by_${name}`)] as const),
  ])('%s', (_, charge) => {
    expect(() => assertIn({ USD: [charge] })).not.toThrow();
  });

  it.each([
    ['a meter that is not there', linear('gigabytes'), 'unknown_meter', '/meter'],
    [
      'a property that its meter does not group by',
      linear('minutes', 'codec'),
      'group_property_unknown',
      '/groupPrices/property',
    ],
    ['a meter that groups by nothing', linear('by_sum', 'codec'), 'group_property_unknown', '/groupPrices/property'],
    ['a percentage of a number of events', percentage('by_count'), 'meter_without_amount', '/meter'],
    ['a percentage of a number of values', percentage('by_unique_count'), 'meter_without_amount', '/meter'],
  ])('%s', (_, charge, code, place) => {
    expect(() => assertIn({ USD: [linear('minutes')], EUR: [linear('minutes'), charge] })).toThrow(
      expect.objectContaining({
        code,
        mistakes: [expect.objectContaining({ pointer: `/prices/EUR/charges/1${place}` })],
      }),
    );
  });

  it('all mistakes are named at once', () => {
    const charges = [linear('gigabytes'), linear('minutes', 'codec')];
    expect(() => assertIn({ USD: charges, EUR: charges })).toThrow(
      expect.objectContaining({ mistakes: [0, 1, 2, 3].map(() => expect.anything()) }),
    );
  });
});

it('a meter that is archived serves no charge', () => {
  const archived = meters.map((meter) => ({ ...meter, archivedAt: at }));
  const prices = pricesSchema.parse({
    USD: { charges: [{ id: 'fee', model: 'flat', amount: '1' }, linear('minutes')] },
  });
  expect(() => assertMetersFit(prices, archived)).toThrow(
    expect.objectContaining({
      mistakes: [expect.objectContaining({ code: 'meter_archived', pointer: '/prices/USD/charges/1/meter' })],
    }),
  );
});

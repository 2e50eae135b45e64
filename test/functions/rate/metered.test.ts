import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Aggregation, Meter } from '../../../functions/catalog/meter/meter.ts';
import { newMeterSchema } from '../../../functions/catalog/meter/meter-schema.ts';
import { meterOf } from '../../../functions/catalog/meter/meter-wire.ts';
import { pricedChargeSchema } from '../../../functions/catalog/plan/charge-wire.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { groupKey } from '../../../functions/meter/counter/group.ts';
import type { Reading } from '../../../functions/meter/usage/usage.ts';
import { currency } from '../../../functions/money/currency.ts';
import { decimal, plain } from '../../../functions/money/decimal.ts';
import { settledToWire } from '../../../functions/money/money.ts';
import { type Metered, meteredFor } from '../../../functions/rate/metered.ts';
import { rateCharge } from '../../../functions/rate/rate-charge.ts';
import { charge, TWO_TIERS } from './cases.ts';

const meter = (aggregation: Aggregation, groupBy = ['region', 'resolution']): Meter =>
  meterOf(
    newMeterSchema.parse({
      ...{ key: 'm', eventType: 'e', aggregation, groupBy },
      ...(aggregation === 'count' ? {} : { valueProperty: 'v' }),
    }),
    parseInstant('2026-01-01T00:00:00Z'),
  );

const hours = ['00', '01', '02', '03'].map((hour) => parseInstant(`2026-10-01T${hour}:00:00Z`));

/** A counter as every aggregation could have it: `events` events, which add up to `value` and have it as their best. */
const reading = (hour: number, group: string, value: string, events = 1): Reading => ({
  start: hours[hour] ?? parseInstant('2026-10-01T00:00:00Z'),
  group,
  distinct: value,
  sum: decimal(value),
  events,
  best: { value: decimal(value), at: `2026-10-01T0${hour}` },
  epoch: null,
  recounted: false,
});

const readings = [
  reading(0, 'eu#4K', '300'),
  reading(1, 'eu#HD', '1200'),
  reading(1, 'us#4K', '500', 2),
  reading(2, 'us#', '300'),
  reading(3, 'us#SD', '100', 3),
];

const printed = ({ quantity, events, groups }: Metered) => ({
  ...{ quantity: plain(quantity), events: plain(events) },
  groups: groups.map((group) => [group.values.resolution ?? '', plain(group.quantity), plain(group.events)]),
});

const plainCharge = charge({ model: 'linear', unitAmount: '1' });
const grouped = charge({
  ...{ model: 'linear', unitAmount: '1' },
  groupPrices: { property: 'resolution', prices: { '4K': { unitAmount: '2' }, '8K': { unitAmount: '4' } } },
});
const metered = (priced: typeof grouped, of: Meter, counted = readings) => {
  if (priced.model === 'flat') throw new TypeError('a flat charge has no usage');
  return meteredFor(priced, of, counted);
};

describe('what a meter counted, for a charge that looks at the whole', () => {
  it.each<[Aggregation, string]>([
    ['sum', '2400'],
    ['count', '8'],
    ['max', '1200'],
    ['min', '100'],
    ['latest', '100'],
    ['unique_count', '4'],
  ])('%s: %s, of 8 events', (aggregation, quantity) => {
    expect(printed(metered(plainCharge, meter(aggregation)))).toEqual({ quantity, events: '8', groups: [] });
  });
});

describe('what a meter counted, for a charge with a price for 4K and for 8K', () => {
  it.each<[Aggregation, string, string, string, string]>([
    ['sum', '800', '1600', '2400', '300 + 500, and 1,200 + 300 + 100'],
    ['count', '3', '5', '8', '1 + 2, and 1 + 1 + 3'],
    ['max', '500', '1200', '1200', 'the greatest of 4K, and of all others'],
    ['min', '300', '100', '100', 'the least of 4K, and of all others'],
    ['latest', '500', '100', '100', 'the last of 4K, and of all others'],
    ['unique_count', '2', '3', '4', 'distinct values of 4K, and of all others: 300 is in both'],
  ])('%s: %s of 4K, %s of others, %s in all: %s', (aggregation, own, others, total) => {
    expect(printed(metered(grouped, meter(aggregation)))).toEqual({
      ...{ quantity: total, events: '8' },
      groups: [
        ['4K', own, '3'],
        ['', others, '5'],
      ],
    });
  });

  it('nothing counted is nothing of all others', () => {
    expect(printed(metered(grouped, meter('max'), []))).toEqual({
      quantity: '0',
      events: '0',
      groups: [['', '0', '0']],
    });
  });

  it('the line shows the sum of what it prices: 500 × 2 + 1,200 × 1 for maxima', () => {
    const line = rateCharge(grouped, metered(grouped, meter('max')), currency('USD'));
    expect([plain(line.quantity), settledToWire(line.amount)]).toEqual(['1700', '2200.00']);
  });

  it('a meter that does not group by resolution cannot serve it', () => {
    expect(() => metered(grouped, meter('sum', ['region']), [])).toThrow(
      expect.objectContaining({ code: 'unknown_group_property' }),
    );
  });
});

describe('every model on every aggregation, of the counters above', () => {
  const models = {
    linear: { unitAmount: '0.10' },
    tiered: { tiers: TWO_TIERS },
    volume: { tiers: TWO_TIERS },
    package: { packageSize: '500', packageAmount: '30' },
    percentage: { percent: '2', fixedAmount: '0.50' },
  };
  type Sums = readonly [linear: string, tiered: string, volume: string, packages: string, percentage: string];
  it.each<[Aggregation, string, Sums]>([
    ['sum', '2400', ['240.00', '198.00', '168.00', '150.00', '52.00']],
    ['count', '8', ['0.80', '0.80', '0.80', '30.00', '4.16']],
    ['max', '1200', ['120.00', '114.00', '84.00', '90.00', '28.00']],
    ['min', '100', ['10.00', '10.00', '10.00', '30.00', '6.00']],
    ['latest', '100', ['10.00', '10.00', '10.00', '30.00', '6.00']],
    ['unique_count', '4', ['0.40', '0.40', '0.40', '30.00', '4.08']],
  ])('%s of %s: %j', (aggregation, quantity, amounts) => {
    const lines = Object.entries(models).map(([model, terms]) => {
      const priced = charge({ model, ...terms });
      return rateCharge(priced, metered(priced, meter(aggregation)), currency('USD'));
    });
    expect(lines.map((line) => settledToWire(line.amount))).toEqual(amounts);
    expect(lines.map((line) => plain(line.quantity))).toEqual(amounts.map(() => quantity));
  });
});

describe('a price meets its counters, whatever the value', () => {
  const value = fc.string({ unit: fc.constantFrom(...'4K%#é💾~ "'), minLength: 1, maxLength: 58 });

  it('a value that a plan may price is the one that the counters are kept by', () => {
    fc.assert(
      fc.property(value, (resolution) => {
        const prices = { [resolution]: { unitAmount: '2' } };
        const terms = { id: 'c', model: 'linear', unitAmount: '1', groupPrices: { property: 'resolution', prices } };
        fc.pre(pricedChargeSchema.safeParse(terms).success);
        const priced = charge(terms);
        const key = groupKey(meter('sum', ['resolution']), { resolution });
        const counted = metered(priced, meter('sum', ['resolution']), [reading(0, key ?? '', '7')]);
        expect(plain(rateCharge(priced, counted, currency('USD')).exactAmount.amount)).toBe('14');
      }),
    );
  });
});

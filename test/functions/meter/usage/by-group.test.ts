import { describe, expect, it } from 'vitest';
import type { Meter } from '../../../../functions/catalog/meter/meter.ts';
import { groupKey } from '../../../../functions/meter/counter/group.ts';
import { byGroup } from '../../../../functions/meter/usage/by-group.ts';
import { combine } from '../../../../functions/meter/usage/usage.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';
import { minutes } from '../../ingest/sample.ts';
import { reading } from '../readings.ts';

const meter: Meter = { ...minutes, groupBy: ['resolution', 'region'] };
const used = (resolution: string | undefined, region: string | undefined, sum: string) => {
  const data = { ...(resolution === undefined ? {} : { resolution }), ...(region === undefined ? {} : { region }) };
  return reading({ group: groupKey(meter, data) ?? '', sum: decimal(sum) });
};
const readings = [
  used('HD', 'eu', '1'),
  used('4K', 'us', '2'),
  used('4K', 'eu', '4'),
  used('HD', 'eu', '8'),
  used(undefined, 'eu', '16'),
];
const shown = (...properties: readonly string[]) =>
  byGroup(meter, readings, properties).map(({ values, readings: own }) => ({
    ...values,
    total: plain(combine('sum', own)),
  }));

describe('usage by the values of a meter’s group-by properties', () => {
  it('of one, the others taken together; events without it are a group of their own', () => {
    expect(shown('resolution')).toEqual([
      { resolution: '', total: '16' },
      { resolution: '4K', total: '6' },
      { resolution: 'HD', total: '9' },
    ]);
  });

  it('of several, in the order that they are asked for', () => {
    expect(shown('region', 'resolution')).toEqual([
      { region: 'eu', resolution: '', total: '16' },
      { region: 'eu', resolution: '4K', total: '4' },
      { region: 'eu', resolution: 'HD', total: '9' },
      { region: 'us', resolution: '4K', total: '2' },
    ]);
  });

  it('values come back as they were sent', () => {
    const odd = [used('a#b%23', '#', '1')];
    expect(byGroup(meter, odd, ['resolution', 'region'])[0]?.values).toEqual({ resolution: 'a#b%23', region: '#' });
  });

  it('a value that is called like what every object inherits is one', () => {
    const named = { ...minutes, groupBy: ['__proto__'] };
    const data: Readonly<Record<string, string>> = JSON.parse('{"__proto__":"x"}');
    const [group] = byGroup(named, [reading({ group: groupKey(named, data) ?? '' })], ['__proto__']);
    expect(JSON.stringify(group?.values)).toBe('{"__proto__":"x"}');
  });

  it('distinct values are counted once in each group, and once in the whole', () => {
    const visits = [
      { ...used('4K', 'eu', '1'), distinct: 'a' },
      { ...used('HD', 'eu', '1'), distinct: 'a' },
      { ...used('HD', 'us', '1'), distinct: 'b' },
    ];
    const counts = byGroup(meter, visits, ['resolution']).map((group) =>
      plain(combine('unique_count', group.readings)),
    );
    expect(counts).toEqual(['1', '2']);
    expect(plain(combine('unique_count', visits))).toBe('2');
  });

  it.each([
    [meter, 'codec', 'It has resolution, region.'],
    [minutes, 'region', 'It has none.'],
  ])('of another property is refused, with those there are', (of, property, known) => {
    expect(() => byGroup(of, [], [property])).toThrow(
      expect.objectContaining({ code: 'unknown_group_property', message: expect.stringContaining(known) }),
    );
  });
});

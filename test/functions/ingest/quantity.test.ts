import { describe, expect, it } from 'vitest';
import type { Meter } from '../../../functions/catalog/meter/meter.ts';
import { isMetered, quantityOf } from '../../../functions/ingest/quantity.ts';
import type { Json, JsonObject } from '../../../functions/ingest/usage-event.ts';
import { plain } from '../../../functions/money/decimal.ts';
import { jobs, minutes } from './sample.ts';

const read = (value: Json): string => {
  const quantity = quantityOf(minutes, { minutes: value });
  return quantity.ok ? plain(quantity.value) : `${quantity.mistake.code} ${quantity.mistake.pointer}`;
};
const digits38 = '12345678901234567890123456789012345678';

describe('a quantity is a decimal string or a JSON number, exactly as it was written', () => {
  it.each<[Json, string]>([
    ['5', '5'],
    ['12.50', '12.5'],
    ['-3.2', '-3.2'],
    ['-0', '0'],
    [digits38, digits38],
    [`-0.${digits38}`, `-0.${digits38}`],
    [5, '5'],
    [0.1, '0.1'],
    [-2.5, '-2.5'],
    [-0, '0'],
    [1e21, '1000000000000000000000'],
    [1.5e21, '1500000000000000000000'],
    [1e-7, '0.0000001'],
    [-1.25e-9, '-0.00000000125'],
    [1e37, `1${'0'.repeat(37)}`],
  ])('%s is %s', (value, text) => {
    expect(read(value)).toBe(text);
  });

  it.each<[Json, string]>([
    [`${digits38}9`, '39 digits'],
    [`1.${digits38}`, '39 digits around a point'],
    [`1${'0'.repeat(38)}`, '39 places, though one digit'],
    [1e38, 'the same as a number'],
    [1e-39, '39 places behind the point'],
    [1e300, 'far beyond'],
    ['1e5', 'an exponent in a string'],
    ['+5', 'a plus sign'],
    ['05', 'a leading zero'],
    ['5.', 'a point and nothing behind it'],
    ['.5', 'a point and nothing before it'],
    [' 5', 'a space'],
    ['5\n', 'the end of a line'],
    ['1,000', 'a comma'],
    ['٣', 'a digit of another script'],
    ['0x10', 'hexadecimal'],
    ['NaN', 'no number'],
    ['Infinity', 'no number'],
    ['', 'nothing'],
    [true, 'a boolean'],
    [['5'], 'a list'],
    [{ value: '5' }, 'an object'],
  ])('%j is refused: %s', (value) => {
    expect(read(value)).toBe('quantity_invalid /data/minutes');
  });

  it('what is missing or null is no zero', () => {
    expect(read(null)).toBe('quantity_missing /data/minutes');
    expect(quantityOf(minutes, {})).toMatchObject({ ok: false, mistake: { code: 'quantity_missing' } });
  });

  it('what every object inherits is not the sender’s value', () => {
    const meter = { ...minutes, measure: { aggregation: 'sum', valueProperty: 'constructor' } as const };
    expect(quantityOf(meter, {})).toMatchObject({ ok: false, mistake: { code: 'quantity_missing' } });
  });

  it('the pointer escapes what a key may hold', () => {
    const meter = { ...minutes, measure: { aggregation: 'sum', valueProperty: 'a/b~c' } as const };
    expect(quantityOf(meter, {})).toMatchObject({ mistake: { pointer: '/data/a~1b~0c' } });
  });
});

it('a count takes 1 and looks at no value', () => {
  expect(quantityOf(jobs, { minutes: 'much' })).toMatchObject({ ok: true });
  const counted = quantityOf(jobs, {});
  expect(counted.ok && plain(counted.value)).toBe('1');
});

describe('a meter of distinct values takes one of each event that has a value', () => {
  const users: Meter = {
    ...minutes,
    measure: { aggregation: 'unique_count', valueProperty: 'user', distinctBy: 'json' },
  };
  const ones = (data: JsonObject): string => {
    const quantity = quantityOf(users, data);
    return quantity.ok ? plain(quantity.value) : quantity.mistake.code;
  };

  it.each<[JsonObject, string]>([
    [{ user: 'ann' }, '1'],
    [{ user: 7 }, '1'],
    [{ user: '' }, '1'],
    [{ user: null }, 'quantity_missing'],
    [{}, 'quantity_missing'],
  ])('%j: %s', (data, expected) => {
    expect(ones(data)).toBe(expected);
  });
});

describe('a meter counts the events that meet all its conditions', () => {
  const filters: Meter['filters'] = [
    { property: 'quality', op: 'eq', value: 'hd' },
    { property: 'minutes', op: 'gt', value: '3' },
  ];

  it.each<[JsonObject, boolean]>([
    [{ quality: 'hd', minutes: '5' }, true],
    [{ quality: 'sd', minutes: '5' }, false],
    [{ quality: 'hd', minutes: '3' }, false],
    [{ minutes: '5' }, false],
    [{}, false],
  ])('%j: %s', (data, expected) => {
    expect(isMetered({ ...minutes, filters }, data)).toBe(expected);
  });

  it('without conditions all', () => {
    expect(isMetered(minutes, {})).toBe(true);
  });
});

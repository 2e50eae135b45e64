import { describe, expect, it } from 'vitest';
import { type Filter, meets } from '../../../../functions/catalog/meter/filter.ts';
import { filterSchema } from '../../../../functions/catalog/meter/filter-schema.ts';
import { newMeterSchema } from '../../../../functions/catalog/meter/meter-schema.ts';
import { minutesMeter } from '../price-lists.ts';

const filter = (op: string, value: unknown): Filter => filterSchema.parse({ property: 'a', op, value });
const oneOf = (...values: readonly unknown[]): Filter => filterSchema.parse({ property: 'a', op: 'in', values });

describe('equality is of JSON values: 5 is not "5"', () => {
  it.each([
    ['4K', '4K', true],
    ['4K', '4k', false],
    [5, 5, true],
    [5, '5', false],
    ['5', 5, false],
    [true, true, true],
    [true, 'true', false],
    [false, 0, false],
    ['', null, false],
    ['x', undefined, false],
    ['x', ['x'], false],
  ])('eq %j of %j: %s, and ne the opposite', (wanted, value, expected) => {
    expect(meets(filter('eq', wanted), value)).toBe(expected);
    expect(meets(filter('ne', wanted), value)).toBe(!expected);
  });

  it('in: one of the values, each compared so', () => {
    const some = oneOf('4K', 5, false);
    expect(['4K', 5, false].map((value) => meets(some, value))).toEqual([true, true, true]);
    expect(['HD', '5', 0, null, undefined].map((value) => meets(some, value))).toEqual(Array(5).fill(false));
  });
});

describe('exists: neither missing nor null', () => {
  it.each([
    ['x', true],
    ['', true],
    [0, true],
    [false, true],
    [{}, true],
    [null, false],
    [undefined, false],
  ])('%j: %s', (value, there) => {
    expect(meets(filter('exists', true), value)).toBe(there);
    expect(meets(filter('exists', false), value)).toBe(!there);
    expect(meets(filterSchema.parse({ property: 'a', op: 'exists' }), value)).toBe(there);
  });
});

describe('comparisons are of numbers, however they are written: "5" is 5', () => {
  it.each([
    ['5', 4.99, [false, false, true, true]],
    ['5', '5', [false, true, false, true]],
    ['5', 5, [false, true, false, true]],
    ['5.00', '5', [false, true, false, true]],
    ['5', '10', [true, true, false, false]],
    ['-1', '-1.5', [false, false, true, true]],
    ['12345678901234567890.12', '12345678901234567890.13', [true, true, false, false]],
    ['5', 1e21, [true, true, false, false]],
    ['0.5', 1e-7, [false, false, true, true]],
    ['5', '9'.repeat(60), [true, true, false, false]],
  ])('after %s, %s is gt, gte, lt, lte: %j', (bound, value, expected) => {
    expect(['gt', 'gte', 'lt', 'lte'].map((op) => meets(filter(op, bound), value))).toEqual(expected);
  });

  it.each([['five'], [''], ['1e3'], [' 5'], [true], [null], [undefined], [[5]], [{}], [Number.POSITIVE_INFINITY]])(
    'what is no number meets none: %j',
    (value) => {
      expect(['gt', 'gte', 'lt', 'lte'].map((op) => meets(filter(op, '1'), value))).toEqual(Array(4).fill(false));
    },
  );
});

describe('a filter that means nothing is refused', () => {
  const refused = (filters: unknown) => {
    const result = newMeterSchema.safeParse({ ...minutesMeter, filters });
    return (result.error?.issues ?? []).map(({ code, path }) => `${code} /${path.join('/')}`);
  };

  it.each<[string, unknown, string]>([
    ['an unknown operation', { property: 'a', op: 'like', value: 'x' }, 'invalid_union /filters/0/op'],
    ['no value', { property: 'a', op: 'eq' }, 'invalid_union /filters/0/value'],
    ['an object as value', { property: 'a', op: 'eq', value: {} }, 'invalid_union /filters/0/value'],
    ['no values', { property: 'a', op: 'in', values: [] }, 'too_small /filters/0/values'],
    ['a bound that is no number', { property: 'a', op: 'gt', value: 'many' }, 'custom /filters/0/value'],
    ['a bound that is no text', { property: 'a', op: 'gt', value: 5 }, 'invalid_type /filters/0/value'],
    ['an unknown field', { property: 'a', op: 'exists', values: [] }, 'unrecognized_keys /filters/0'],
  ])('%s', (_, one, issue) => {
    expect(refused([one])).toEqual([issue]);
  });

  it('eleven of them', () => {
    expect(refused(Array(11).fill({ property: 'a', op: 'exists' }))).toEqual(['too_big /filters']);
  });
});

import { describe, expect, it } from 'vitest';
import { type Aggregation, type DistinctBy, type Meter, measureOf } from '../../../../functions/catalog/meter/meter.ts';
import type { Json, JsonObject } from '../../../../functions/ingest/usage-event.ts';
import { digest } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { countingsOf, type Taken } from '../../../../functions/meter/counter/countings.ts';
import { groupKey } from '../../../../functions/meter/counter/group.ts';
import type { WindowMinutes } from '../../../../functions/meter/counter/window.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { jobs, minutes, usageEvent } from '../../ingest/sample.ts';

const measured = (aggregation: Exclude<Aggregation, 'count'>): Meter => ({
  ...minutes,
  measure: measureOf(aggregation, 'minutes') ?? minutes.measure,
});
const takenOf = (meter: Meter, data: JsonObject): Taken | string => {
  const { countings, unreadable } = countingsOf(usageEvent({ data }), [meter], 60);
  return countings[0]?.taken ?? unreadable[0]?.mistake.code ?? 'nothing';
};

describe('each meter of its type takes from an event what it counts', () => {
  it('5 minutes and 1 job, in the hour of the event', () => {
    expect(countingsOf(usageEvent(), [minutes, jobs], 60)).toMatchObject({
      unreadable: [],
      countings: [
        { meter: 'minutes', window: '2026-10-03T14:00:00.000Z', group: null, taken: { kind: 'added' } },
        { meter: 'jobs', window: '2026-10-03T14:00:00.000Z', group: null, taken: { kind: 'added' } },
      ],
    });
  });

  it('no meter, nothing: it is only kept in the log', () => {
    expect(countingsOf(usageEvent(), [], 60)).toMatchObject({ countings: [], unreadable: [] });
  });

  it('one that cannot read it takes nothing, and keeps no other from counting it', () => {
    expect(countingsOf(usageEvent({ data: {} }), [minutes, jobs], 60)).toMatchObject({
      countings: [{ meter: 'jobs' }],
      unreadable: [{ meter: 'minutes', mistake: { code: 'quantity_missing', pointer: '/data/minutes' } }],
    });
  });
});

describe('what is taken is by the aggregation', () => {
  it('sum: the value; count: one', () => {
    expect(takenOf(minutes, { minutes: '5.50' })).toEqual({ kind: 'added', value: decimal('5.5') });
    expect(takenOf(jobs, {})).toEqual({ kind: 'added', value: decimal('1') });
  });

  it.each(['max', 'min'] as const)('%s: the value, to be compared', (by) => {
    expect(takenOf(measured(by), { minutes: 5 })).toEqual({ kind: 'compared', by, value: decimal('5') });
  });

  it('latest: the value, by its time and then by its source and id, which no two events share', () => {
    expect(takenOf(measured('latest'), { minutes: '-1' })).toEqual({
      ...{ kind: 'compared', by: 'latest', value: decimal('-1') },
      at: '2026-10-03T14:11:09.120Z#transcoder#req_7a4f2c',
    });
  });

  const unique = (value: Json, distinctBy: DistinctBy = 'text') => {
    const measure = { aggregation: 'unique_count', valueProperty: 'minutes', distinctBy } as const;
    return takenOf({ ...minutes, measure }, { minutes: value });
  };

  it('unique_count: the value, whatever it is', () => {
    expect(unique('a')).toEqual(unique('a'));
    expect(unique({ b: 1, a: [true] })).toEqual(unique({ a: [true], b: 1 }));
    expect(unique('x'.repeat(5000))).toMatchObject({ kind: 'distinct', value: expect.stringMatching(/^[\w-]{22}$/) });
  });

  it.each<[Json, Json, boolean]>([
    [5, '5', true],
    [JSON.parse('5.0'), JSON.parse('5e0'), true],
    [5, '5.0', false],
    ['5', ' 5', false],
    [true, 'true', true],
    [0, false, false],
    [JSON.parse('-0'), '0', true],
    ['', false, false],
    ['ann', 'Ann', false],
    ['half \ud83d', 'half \ufffd', true],
    [{ b: 1, a: '2' }, { a: '2', b: 1 }, true],
    [[1], ['1'], false],
  ])('unique_count: %j and %j are one value where they are one group (%s)', (a, b, same) => {
    const groupBy = ['minutes'];
    const groupOf = (value: Json) => groupKey({ groupBy }, { minutes: value });
    expect(groupOf(a) === groupOf(b)).toBe(same);
    expect(JSON.stringify(unique(a)) === JSON.stringify(unique(b))).toBe(same);
  });

  it('unique_count of a meter of an earlier version: 5 and "5" stay two, under the digests that its counters have', () => {
    expect(unique(5, 'json')).toEqual({ kind: 'distinct', value: digest('5') });
    expect(unique('5', 'json')).toEqual({ kind: 'distinct', value: digest('"5"') });
  });

  it.each(['sum', 'max', 'min', 'latest', 'unique_count'] as const)(
    '%s without its value is refused',
    (aggregation) => {
      expect(takenOf(measured(aggregation), { minutes: null })).toBe('quantity_missing');
      expect(takenOf(measured(aggregation), {})).toBe('quantity_missing');
    },
  );

  it.each(['sum', 'max', 'min', 'latest'] as const)('%s of what is no number is refused', (aggregation) => {
    expect(takenOf(measured(aggregation), { minutes: 'many' })).toBe('quantity_invalid');
  });
});

describe('a meter looks at no event that its filters keep out', () => {
  const filtered: Meter = { ...minutes, filters: [{ property: 'resolution', op: 'eq', value: '4K' }] };

  it('neither for its count nor for its mistakes', () => {
    expect(takenOf(filtered, { minutes: '5', resolution: '4K' })).toMatchObject({ kind: 'added' });
    expect(takenOf(filtered, { minutes: '5', resolution: 'HD' })).toBe('nothing');
    expect(takenOf(filtered, { minutes: 'many' })).toBe('nothing');
    expect(takenOf(filtered, { minutes: 'many', resolution: '4K' })).toBe('quantity_invalid');
  });

  it('all of them have to be met', () => {
    const both: Meter = { ...filtered, filters: [...filtered.filters, { property: 'minutes', op: 'gt', value: '5' }] };
    expect(takenOf(both, { minutes: '5', resolution: '4K' })).toBe('nothing');
    expect(takenOf(both, { minutes: '5.01', resolution: '4K' })).toMatchObject({ kind: 'added' });
  });
});

it('the window is of the size that the stack has: 14:44:59 lies in that of 14:00, or of 14:30', () => {
  const windowAt = (time: string, size: WindowMinutes) =>
    countingsOf(usageEvent({ time: parseInstant(time) }), [jobs], size).countings[0]?.window;
  expect(windowAt('2026-10-03T14:44:59.999Z', 60)).toBe('2026-10-03T14:00:00.000Z');
  expect(windowAt('2026-10-03T14:44:59.999Z', 30)).toBe('2026-10-03T14:30:00.000Z');
  expect(windowAt('2026-10-03T14:44:59.999Z', 15)).toBe('2026-10-03T14:30:00.000Z');
});

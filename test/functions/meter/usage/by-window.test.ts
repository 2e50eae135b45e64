import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Aggregation } from '../../../../functions/catalog/meter/meter.ts';
import { type Instant, parseInstant, plusHours } from '../../../../functions/kernel/instant.ts';
import { byWindow, type Resolution, resolutions, wholeHours } from '../../../../functions/meter/usage/by-window.ts';
import { combine, type Reading } from '../../../../functions/meter/usage/usage.ts';
import { decimal, plain, sum } from '../../../../functions/money/decimal.ts';
import { reading } from '../readings.ts';

const at = (time: string): Instant => parseInstant(`${time}:00Z`);
const readingOf = ([start, value]: readonly [string, string]): Reading =>
  reading({
    ...{ start: at(start), sum: decimal(value), distinct: value },
    best: { value: decimal(value), at: at(start) },
  });
const shown = (
  counters: Readonly<Record<string, string>>,
  from: string,
  to: string,
  resolution: Resolution,
  aggregation: Aggregation = 'sum',
) =>
  byWindow(aggregation, Object.entries(counters).map(readingOf), { from: at(from), to: at(to) }, resolution).map(
    ({ start, end, value }) => `${start.slice(0, 16)} ${end.slice(0, 16)} ${plain(value)}`,
  );

describe('usage by hour, day or month has no gaps', () => {
  it('an hour without events is a zero', () => {
    expect(
      shown({ '2026-10-03T01:00': '5', '2026-10-03T03:00': '0.1' }, '2026-10-03T01:00', '2026-10-03T04:00', 'hour'),
    ).toEqual([
      '2026-10-03T01:00 2026-10-03T02:00 5',
      '2026-10-03T02:00 2026-10-03T03:00 0',
      '2026-10-03T03:00 2026-10-03T04:00 0.1',
    ]);
  });

  it('a day is the sum of its hours: 5 + 0.1', () => {
    const hours = { '2026-10-03T00:00': '5', '2026-10-03T23:00': '0.1', '2026-10-05T12:00': '7' };
    expect(shown(hours, '2026-10-03T00:00', '2026-10-06T00:00', 'day')).toEqual([
      '2026-10-03T00:00 2026-10-04T00:00 5.1',
      '2026-10-04T00:00 2026-10-05T00:00 0',
      '2026-10-05T00:00 2026-10-06T00:00 7',
    ]);
  });

  it('the first and the last day end where the range does: a part of a day is not shown as the day', () => {
    expect(shown({ '2026-10-03T14:00': '5' }, '2026-10-03T14:00', '2026-10-04T02:00', 'day')).toEqual([
      '2026-10-03T14:00 2026-10-04T00:00 5',
      '2026-10-04T00:00 2026-10-04T02:00 0',
    ]);
  });

  it('days before 1970 begin at midnight too', () => {
    expect(shown({ '1969-12-31T05:00': '5' }, '1969-12-31T00:00', '1970-01-01T00:00', 'day')).toEqual([
      '1969-12-31T00:00 1970-01-01T00:00 5',
    ]);
  });

  it('a month is one of the calendar, however long: 1 + 2 in February 2028, 4 in March', () => {
    const counters = { '2028-02-01T00:00': '1', '2028-02-29T23:00': '2', '2028-03-01T00:00': '4' };
    expect(shown(counters, '2028-02-01T00:00', '2028-05-01T00:00', 'month')).toEqual([
      '2028-02-01T00:00 2028-03-01T00:00 3',
      '2028-03-01T00:00 2028-04-01T00:00 4',
      '2028-04-01T00:00 2028-05-01T00:00 0',
    ]);
  });

  it('the first and the last month end where the range does; a year ends in December', () => {
    expect(shown({ '2026-12-31T23:00': '5' }, '2026-12-30T05:00', '2027-01-31T06:00', 'month')).toEqual([
      '2026-12-30T05:00 2027-01-01T00:00 5',
      '2027-01-01T00:00 2027-01-31T06:00 0',
    ]);
  });

  it('four windows of 15 minutes are one hour: 1 + 2 + 4 + 8', () => {
    const counters = {
      '2026-10-03T01:00': '1',
      '2026-10-03T01:15': '2',
      '2026-10-03T01:30': '4',
      '2026-10-03T01:45': '8',
    };
    expect(shown(counters, '2026-10-03T01:00', '2026-10-03T02:00', 'hour')).toEqual([
      '2026-10-03T01:00 2026-10-03T02:00 15',
    ]);
  });

  it.each<[Aggregation, string]>([
    ['sum', '9'],
    ['count', '3'],
    ['max', '5'],
    ['min', '2'],
    ['latest', '2'],
    ['unique_count', '2'],
  ])('the %s of a day with 2, 5 and 2 is %s', (aggregation, value) => {
    const counters = { '2026-10-03T01:00': '2', '2026-10-03T02:00': '5', '2026-10-03T03:00': '2' };
    expect(shown(counters, '2026-10-03T00:00', '2026-10-04T00:00', 'day', aggregation)).toEqual([
      `2026-10-03T00:00 2026-10-04T00:00 ${value}`,
    ]);
  });

  it('law: the windows tile the range, and their values add up to the total', () => {
    const hours = fc.array(fc.tuple(fc.nat(99), fc.integer({ min: -50, max: 50 })), { maxLength: 20 });
    const base = at('1969-12-30T00:00');
    fc.assert(
      fc.property(
        hours,
        fc.nat(40),
        fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constantFrom(24 * 31, 24 * 70)),
        fc.constantFrom(...resolutions),
        (all, skip, length, resolution) => {
          const range = { from: plusHours(base, skip), to: plusHours(base, skip + length) };
          const readings = all
            .map(([hour, value]) => reading({ start: plusHours(base, hour), sum: decimal(String(value)) }))
            .filter(({ start }) => start >= range.from && start < range.to);
          const stretches = byWindow('sum', readings, range, resolution);
          expect(plain(sum(stretches.map(({ value }) => value)))).toBe(plain(combine('sum', readings)));
          expect(stretches[0]?.start).toBe(range.from);
          expect(stretches.at(-1)?.end).toBe(range.to);
          const ends = stretches.map(({ end }) => end);
          expect(stretches.slice(1).map(({ start }) => start)).toEqual(ends.slice(0, -1));
          expect(stretches.every(({ start, end }) => start < end)).toBe(true);
        },
      ),
    );
  });
});

it.each([
  ['2026-10-03T14:00', '2026-10-03T15:00', '2026-10-03T14:00', '2026-10-03T15:00'],
  ['2026-10-03T14:59', '2026-10-03T15:01', '2026-10-03T14:00', '2026-10-03T16:00'],
])('whole hours from %s to %s: from %s to %s', (from, to, first, last) => {
  expect(wholeHours(at(from), at(to))).toEqual({ from: at(first), to: at(last) });
});

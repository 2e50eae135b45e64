import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Aggregation, aggregations } from '../../../../functions/catalog/meter/meter.ts';
import { parseInstant, plusHours } from '../../../../functions/kernel/instant.ts';
import { combine, type Reading, usageOf } from '../../../../functions/meter/usage/usage.ts';
import { decimal, plain } from '../../../../functions/money/decimal.ts';
import { reading } from '../readings.ts';

const start = parseInstant('2026-10-03T14:00:00Z');
const best = (value: string, at: string | null = null, events = 1): Reading =>
  reading({ best: { value: decimal(value), at }, events });
const together = (aggregation: Aggregation, ...readings: readonly Reading[]) => plain(combine(aggregation, readings));

describe('what counters come to together, over windows, groups, shards and late arrivals', () => {
  it('sum: 0.1 + 0.2 − 5 = −4.7', () => {
    const sums = ['0.1', '0.2', '-5'].map((value) => reading({ sum: decimal(value) }));
    expect(together('sum', ...sums)).toBe('-4.7');
  });

  it('count: the events, 3 + 4', () => {
    expect(together('count', reading({ events: 3 }), reading({ events: 4 }))).toBe('7');
  });

  it('max and min: by value, below zero too', () => {
    expect(together('max', best('2'), best('10'), best('-3'))).toBe('10');
    expect(together('min', best('2'), best('10'), best('-3'))).toBe('-3');
    expect(together('max', best('-5'), best('-3'))).toBe('-3');
  });

  it('latest: the one with the last time, whatever it is', () => {
    expect(together('latest', best('9', '2026-10-03T14:30#a#1'), best('2', '2026-10-03T15:00#a#0'))).toBe('2');
    expect(together('latest', best('2', '2026-10-03T15:00#a#0'), best('9', '2026-10-03T14:30#a#1'))).toBe('2');
  });

  it('unique_count: the same value in two windows or shards is one', () => {
    const seen = ['a', 'b', 'a'].map((distinct) => reading({ distinct, events: 2 }));
    expect(together('unique_count', ...seen)).toBe('2');
  });

  it('unique_count: a value whose events were all taken back is none, wherever they were taken back', () => {
    const inTime = reading({ distinct: 'a', events: 1 });
    expect(together('unique_count', inTime, reading({ distinct: 'a', events: -1 }))).toBe('0');
    expect(together('unique_count', { ...inTime, events: 2 }, reading({ distinct: 'a', events: -1 }))).toBe('1');
  });

  it('a best without events left does not count', () => {
    expect(together('max', best('10', null, 0), best('2'))).toBe('2');
  });

  it.each(aggregations)('%s of nothing is zero', (aggregation) => {
    expect(together(aggregation)).toBe('0');
  });

  it('law: in any order', () => {
    const counters = fc.array(
      fc.record({ value: fc.integer({ min: -9, max: 9 }), at: fc.nat(99), distinct: fc.constantFrom('a', 'b', 'c') }),
    );
    fc.assert(
      fc.property(counters, fc.constantFrom(...aggregations), (all, aggregation) => {
        const readings = all.map(({ value, at, distinct }, index) => {
          const number = decimal(String(value));
          return reading({ sum: number, distinct, best: { value: number, at: `${100 + at}#${index}` } });
        });
        expect(together(aggregation, ...readings.toReversed())).toBe(together(aggregation, ...readings));
      }),
    );
  });
});

describe('usage is shown by window, in their order', () => {
  it('windows without events are left out', () => {
    const usage = usageOf('max', [
      { ...best('5'), start: plusHours(start, 3) },
      { ...best('7'), start },
      { ...best('9'), start },
    ]);
    expect({
      ...usage,
      total: plain(usage.total),
      windows: usage.windows.map((w) => [w.start, plain(w.value), w.events]),
    }).toMatchObject({
      ...{ total: '9', events: 3 },
      windows: [
        [start, '9', 2],
        [plusHours(start, 3), '5', 1],
      ],
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Interval, intervals } from '../../../../functions/catalog/plan/plan.ts';
import { isOnWindow, periodOf, type Schedule } from '../../../../functions/catalog/subscription/billing-period.ts';
import { type Cycle, cycleFrom, movedTo } from '../../../../functions/catalog/subscription/cycle.ts';
import { fromMilliseconds, parseInstant, toMilliseconds } from '../../../../functions/kernel/instant.ts';

const from = (start: string, timeZone: string, interval: Interval): Schedule => ({
  cycles: [cycleFrom(parseInstant(start), 0, timeZone, interval)],
  cancelAt: null,
});
const starts = (schedule: Schedule, count: number) =>
  Array.from({ length: count }, (_, index) => periodOf(schedule, index).start.slice(0, 16));

describe('boundary n is the original anchor plus n intervals', () => {
  it.each<[Interval, string, readonly string[]]>([
    ['week', '2026-10-29T00:00:00Z', ['2026-10-29', '2026-11-05', '2026-11-12', '2026-11-19']],
    ['month', '2026-10-29T00:00:00Z', ['2026-10-29', '2026-11-29', '2026-12-29', '2027-01-29']],
    ['month', '2026-12-30T00:00:00Z', ['2026-12-30', '2027-01-30', '2027-02-28', '2027-03-30']],
    ['month', '2026-12-31T00:00:00Z', ['2026-12-31', '2027-01-31', '2027-02-28', '2027-03-31']],
    ['quarter', '2026-11-30T00:00:00Z', ['2026-11-30', '2027-02-28', '2027-05-30', '2027-08-30']],
    ['year', '2028-02-29T00:00:00Z', ['2028-02-29', '2029-02-28', '2030-02-28', '2031-02-28']],
  ])('%s from %s: %j', (interval, start, expected) => {
    expect(starts(from(start, 'UTC', interval), 4).map((text) => text.slice(0, 10))).toEqual(expected);
  });
});

describe("periods begin at the anchor's hour on the customer's clock", () => {
  it('Berlin, midnight: an hour earlier in UTC while summer time holds', () => {
    const berlin = from('2026-01-31T23:00:00Z', 'Europe/Berlin', 'month');
    expect(starts(berlin, 5)).toEqual([
      ...['2026-01-31T23:00', '2026-02-28T23:00', '2026-03-31T22:00', '2026-04-30T22:00', '2026-05-31T22:00'],
    ]);
  });

  it('October in Berlin has 745 hours, March 743', () => {
    const berlin = from('2025-12-31T23:00:00Z', 'Europe/Berlin', 'month');
    const hours = (index: number) => {
      const { start, end } = periodOf(berlin, index);
      return (toMilliseconds(end) - toMilliseconds(start)) / 3_600_000;
    };
    expect([hours(2), hours(9)]).toEqual([743, 745]);
  });

  it('an hour that daylight saving skips is the next one: 2:00 in Berlin on 29 March 2026', () => {
    expect(starts(from('2026-03-28T01:00:00Z', 'Europe/Berlin', 'week'), 1)).toEqual(['2026-03-28T01:00']);
    const daily = from('2026-03-22T01:00:00Z', 'Europe/Berlin', 'week');
    expect(starts(daily, 3)).toEqual(['2026-03-22T01:00', '2026-03-29T01:00', '2026-04-05T00:00']);
  });
});

describe('a move to another zone takes effect with a period, and keeps day and hour on the new clock', () => {
  it('Berlin to New York at 1 March: the period is six hours longer, the next ones are whole', () => {
    const [berlin] = from('2025-12-31T23:00:00Z', 'Europe/Berlin', 'month').cycles;
    const moved = movedTo(berlin, 'America/New_York', 2, parseInstant('2026-02-28T23:00:00Z'));
    const schedule = { cycles: [berlin, moved] as const, cancelAt: null };
    expect(starts(schedule, 5)).toEqual([
      ...['2025-12-31T23:00', '2026-01-31T23:00', '2026-02-28T23:00', '2026-04-01T04:00', '2026-05-01T04:00'],
    ]);
  });
});

describe('two moves', () => {
  it('Berlin to New York at 1 March, on to Tokyo at 1 June: the boundaries stay on the first, at midnight', () => {
    const [berlin] = from('2025-12-31T23:00:00Z', 'Europe/Berlin', 'month').cycles;
    const newYork = movedTo(berlin, 'America/New_York', 2, parseInstant('2026-02-28T23:00:00Z'));
    const [, second] = starts({ cycles: [berlin, newYork], cancelAt: null }, 6).slice(4);
    expect(second).toBe('2026-06-01T04:00');
    const tokyo = movedTo(newYork, 'Asia/Tokyo', 5, parseInstant('2026-06-01T04:00:00Z'));
    expect([newYork, tokyo].map(({ offset, firstIndex }) => [offset, firstIndex])).toEqual([
      [2, 2],
      [5, 5],
    ]);
    expect(starts({ cycles: [berlin, newYork, tokyo], cancelAt: null }, 8).slice(4)).toEqual([
      ...['2026-05-01T04:00', '2026-06-01T04:00', '2026-06-30T15:00', '2026-07-31T15:00'],
    ]);
  });
});

describe('a cycle of another interval, a trial, a cancellation', () => {
  const start = parseInstant('2026-10-01T00:00:00Z');
  const monthly = cycleFrom(start, 0, 'UTC', 'month');

  it('a yearly cycle from 15 November on: the second month ends there, its whole would have been November', () => {
    const yearly = cycleFrom(parseInstant('2026-11-15T00:00:00Z'), 2, 'UTC', 'year');
    const schedule = { cycles: [monthly, yearly] as const, cancelAt: null };
    expect(periodOf(schedule, 1)).toMatchObject({
      ...{ start: '2026-11-01T00:00:00.000Z', end: '2026-11-15T00:00:00.000Z' },
      wholeEnd: '2026-12-01T00:00:00.000Z',
    });
    expect(periodOf(schedule, 2)).toMatchObject({ start: '2026-11-15T00:00:00.000Z', end: '2027-11-15T00:00:00.000Z' });
  });

  it('a trial is one period; what follows is counted from its end', () => {
    const trial: Cycle = { ...monthly, isTrial: true };
    const schedule = {
      cycles: [trial, cycleFrom(parseInstant('2026-10-15T00:00:00Z'), 1, 'UTC', 'month')] as const,
      cancelAt: null,
    };
    expect(periodOf(schedule, 0)).toMatchObject({ end: '2026-10-15T00:00:00.000Z', isTrial: true });
    expect(periodOf(schedule, 1)).toMatchObject({
      ...{ start: '2026-10-15T00:00:00.000Z', end: '2026-11-15T00:00:00.000Z', isTrial: false },
    });
  });

  it('the period of a cancellation ends with it', () => {
    const schedule = { cycles: [monthly] as const, cancelAt: parseInstant('2026-10-10T00:00:00Z') };
    expect(periodOf(schedule, 0)).toMatchObject({
      ...{ end: '2026-10-10T00:00:00.000Z', wholeEnd: '2026-11-01T00:00:00.000Z' },
    });
  });

  it('the moment of the start is no time at all', () => {
    expect(periodOf({ cycles: [monthly], cancelAt: null }, -1)).toMatchObject({ start, end: start });
  });
});

describe('laws of periods in any zone', () => {
  const hour = 3_600_000;
  const anchor = fc
    .integer({ min: Date.UTC(2020, 0) / hour, max: Date.UTC(2040, 0) / hour })
    .map((hours) => fromMilliseconds(hours * hour));
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Asia/Tokyo',
    'America/Sao_Paulo',
    'Africa/Cairo',
  );
  const index = fc.nat({ max: 300 });

  it('each ends where the next one starts, is not empty, and is made of whole hours', () => {
    fc.assert(
      fc.property(anchor, zone, fc.constantFrom(...intervals), index, (start, timeZone, interval, n) => {
        const schedule = from(start, timeZone, interval);
        const period = periodOf(schedule, n);
        expect(period.end).toBe(periodOf(schedule, n + 1).start);
        expect(period.start < period.end).toBe(true);
        expect(isOnWindow(period.end)).toBe(true);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interval } from '../../../../functions/catalog/plan/plan.ts';
import {
  closeAtOf,
  closedPeriods,
  isOnWindow,
  periodOf,
  windowEnd,
  windowStart,
} from '../../../../functions/catalog/subscription/billing-period.ts';
import { cycleFrom } from '../../../../functions/catalog/subscription/cycle.ts';
import { fromMilliseconds, type Instant, parseInstant, toMilliseconds } from '../../../../functions/kernel/instant.ts';

const hour = 3_600_000;

const periodAt = (anchor: Instant, interval: Interval, index: number) =>
  periodOf({ cycles: [cycleFrom(anchor, 0, 'UTC', interval)], cancelAt: null }, index);

describe('a monthly period runs from the anchor plus n months to the anchor plus n + 1 months', () => {
  it.each([
    ['2026-01-31T00:00:00Z', 0, '2026-01-31', '2026-02-28', '31 Jan to 28 Feb'],
    ['2026-01-31T00:00:00Z', 1, '2026-02-28', '2026-03-31', '28 Feb to 31 Mar, not to 28 Mar'],
    ['2026-01-31T00:00:00Z', 2, '2026-03-31', '2026-04-30', '31 Mar to 30 Apr'],
    ['2028-01-31T00:00:00Z', 0, '2028-01-31', '2028-02-29', 'a leap year'],
    ['2028-02-29T00:00:00Z', 12, '2029-02-28', '2029-03-29', '29 Feb a year later'],
    ['2028-02-29T00:00:00Z', 48, '2032-02-29', '2032-03-29', '29 Feb in the next leap year'],
    ['2026-12-15T00:00:00Z', 0, '2026-12-15', '2027-01-15', 'over the new year'],
    ['2026-11-30T00:00:00Z', 3, '2027-02-28', '2027-03-30', 'the 30th'],
  ])('anchor %s, period %i: %s to %s (%s)', (anchor, index, start, end) => {
    const period = periodAt(parseInstant(anchor), 'month', index);
    expect(period).toMatchObject({
      start: `${start}T00:00:00.000Z`,
      end: `${end}T00:00:00.000Z`,
      wholeEnd: period.end,
    });
  });

  it('keeps the hour of the anchor, in UTC, the whole year through', () => {
    const anchor = parseInstant('2026-01-10T07:00:00+01:00');
    expect(periodAt(anchor, 'month', 6).start).toBe('2026-07-10T06:00:00.000Z');
  });
});

const anchors = fc
  .integer({ min: Date.UTC(2000, 0) / hour, max: Date.UTC(2100, 0) / hour })
  .map((hours) => fromMilliseconds(hours * hour));
const indexes = fc.integer({ min: 0, max: 600 });

describe('laws of periods', () => {
  it('each ends where the next one starts, and none is empty', () => {
    fc.assert(
      fc.property(anchors, indexes, (anchor, index) => {
        const period = periodAt(anchor, 'month', index);
        expect(period.end).toBe(periodAt(anchor, 'month', index + 1).start);
        expect(period.start < period.end).toBe(true);
      }),
    );
  });

  it('the first starts at the anchor', () => {
    fc.assert(fc.property(anchors, (anchor) => periodAt(anchor, 'month', 0).start === anchor));
  });

  it("never drift: the day is the anchor's, or the last of a shorter month", () => {
    fc.assert(
      fc.property(anchors, indexes, (anchor, index) => {
        const from = new Date(toMilliseconds(anchor));
        const start = new Date(toMilliseconds(periodAt(anchor, 'month', index).start));
        const monthsOn = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + index + 1, 0));
        expect(start.getUTCMonth()).toBe(monthsOn.getUTCMonth());
        expect(start.getUTCDate()).toBe(Math.min(from.getUTCDate(), monthsOn.getUTCDate()));
      }),
    );
  });

  it('are whole numbers of windows', () => {
    fc.assert(fc.property(anchors, indexes, (anchor, index) => isOnWindow(periodAt(anchor, 'month', index).end)));
  });
});

describe('a cancellation', () => {
  const monthly = [cycleFrom(parseInstant('2026-10-01T00:00:00Z'), 0, 'UTC', 'month')] as const;
  const ends = (cancelAt: string) =>
    [0, 1, 2].map((index) => periodOf({ cycles: monthly, cancelAt: parseInstant(cancelAt) }, index).end.slice(0, 10));

  it('months ahead leaves the periods before it as they are', () => {
    expect(ends('2027-03-10T00:00:00Z')).toEqual(['2026-11-01', '2026-12-01', '2027-01-01']);
    expect(ends('2026-12-10T00:00:00Z')).toEqual(['2026-11-01', '2026-12-01', '2026-12-10']);
  });

  it('leaves no time to the periods after it: they end before they start', () => {
    expect(ends('2026-10-10T00:00:00Z')).toEqual(['2026-10-10', '2026-10-10', '2026-10-10']);
    const { start, end } = periodOf({ cycles: monthly, cancelAt: parseInstant('2026-11-01T00:00:00Z') }, 1);
    expect(start).toBe(end);
  });
});

describe('the periods that are closed', () => {
  const monthly = [cycleFrom(parseInstant('2026-10-01T00:00:00Z'), 0, 'UTC', 'month')] as const;
  it.each([
    [-1, []],
    [0, []],
    [1, [0]],
    [3, [2, 1, 0]],
  ])('before period %i: %j, newest first', (open, indexes) => {
    expect(closedPeriods({ cycles: monthly, cancelAt: null }, open).map(({ index }) => index)).toEqual(indexes);
  });
});

describe('windows and the close', () => {
  it('the moment of the start is closed at once, whatever the grace', () => {
    const cycles = [cycleFrom(parseInstant('2026-10-01T00:00:00Z'), 0, 'UTC', 'month')] as const;
    expect(closeAtOf(periodOf({ cycles, cancelAt: null }, -1), 6)).toBe('2026-10-01T00:00:00.000Z');
    expect(closeAtOf(periodOf({ cycles, cancelAt: null }, 0), 6)).toBe('2026-11-01T06:00:00.000Z');
  });

  it.each([
    ['2026-10-03T14:00:00Z', 60, '2026-10-03T14:00:00.000Z', '2026-10-03T14:00:00.000Z'],
    ['2026-10-03T14:00:00.001Z', 60, '2026-10-03T14:00:00.000Z', '2026-10-03T15:00:00.000Z'],
    ['2026-10-03T14:07:00Z', 5, '2026-10-03T14:05:00.000Z', '2026-10-03T14:10:00.000Z'],
  ])('%s with windows of %i minutes lies from %s to %s', (text, minutes, start, end) => {
    expect([windowStart(parseInstant(text), minutes), windowEnd(parseInstant(text), minutes)]).toEqual([start, end]);
  });

  it('a period is closed its grace after its end', () => {
    const period = periodAt(parseInstant('2026-10-01T00:00:00Z'), 'month', 0);
    expect(closeAtOf(period, 1)).toBe('2026-11-01T01:00:00.000Z');
    expect(closeAtOf(period, 0)).toBe(period.end);
  });

  it.each([
    ['2026-10-03T14:00:00Z', '2026-10-03T14:00:00.000Z', true],
    ['2026-10-03T14:59:59.999Z', '2026-10-03T14:00:00.000Z', false],
    ['2026-10-03T14:30:00+05:30', '2026-10-03T09:00:00.000Z', true],
    ['1969-12-31T23:30:00Z', '1969-12-31T23:00:00.000Z', false],
  ])('%s lies in the window that starts at %s; itself a start: %s', (text, start, onWindow) => {
    expect(windowStart(parseInstant(text))).toBe(start);
    expect(isOnWindow(parseInstant(text))).toBe(onWindow);
  });
});

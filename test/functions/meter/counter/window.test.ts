import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import {
  isWindowMinutes,
  type WindowMinutes,
  windowKey,
  windowOf,
  windowOfKey,
} from '../../../../functions/meter/counter/window.ts';

describe('a window is an hour of UTC, its end excluded', () => {
  it.each([
    ['2026-10-03T14:00:00.000Z', '2026-10-03T14:00:00.000Z'],
    ['2026-10-03T14:59:59.999Z', '2026-10-03T14:00:00.000Z'],
    ['2026-10-03T15:00:00+01:00', '2026-10-03T14:00:00.000Z'],
    ['2026-10-03T14:30:00+05:30', '2026-10-03T09:00:00.000Z'],
    ['1969-12-31T23:59:59.999Z', '1969-12-31T23:00:00.000Z'],
    ['1969-12-31T23:00:00.000Z', '1969-12-31T23:00:00.000Z'],
    ['0000-01-01T00:00:00.001Z', '0000-01-01T00:00:00.000Z'],
  ])('%s lies in %s', (time, start) => {
    expect(windowOf(parseInstant(time))).toBe(start);
  });

  it('as a key it ends with the minute, and reads back', () => {
    const start = parseInstant('2026-10-03T14:00:00Z');
    expect(windowKey(start)).toBe('2026-10-03T14:00');
    expect(windowOfKey(windowKey(start))).toBe(start);
  });
});

describe('a window has 60, 30 or 15 minutes, from the full hour', () => {
  it.each<[WindowMinutes, string, string]>([
    [30, '2026-10-03T14:29:59.999Z', '2026-10-03T14:00:00.000Z'],
    [30, '2026-10-03T14:30:00.000Z', '2026-10-03T14:30:00.000Z'],
    [15, '2026-10-03T14:44:59.999Z', '2026-10-03T14:30:00.000Z'],
    [15, '2026-10-03T14:45:00.000Z', '2026-10-03T14:45:00.000Z'],
    [15, '2026-10-03T00:00:00+05:45', '2026-10-02T18:15:00.000Z'],
    [15, '1969-12-31T23:59:59.999Z', '1969-12-31T23:45:00.000Z'],
  ])('%i minutes: %s lies in %s', (minutes, time, start) => {
    expect(windowOf(parseInstant(time), minutes)).toBe(start);
    expect(windowOfKey(windowKey(windowOf(parseInstant(time), minutes)))).toBe(start);
  });

  it.each([0, 1, 45, 90, 15.5, Number.NaN])('not %d', (minutes) => {
    expect(isWindowMinutes(minutes)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../../functions/catalog/instant.ts';
import { windowEnd, windowKey, windowOf, windowOfKey } from '../../../functions/meter/window.ts';

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

  it('its end is the start of the next', () => {
    expect(windowEnd(parseInstant('2026-12-31T23:00:00Z'))).toBe('2027-01-01T00:00:00.000Z');
  });

  it('as a key it ends with the minute, and reads back', () => {
    const start = parseInstant('2026-10-03T14:00:00Z');
    expect(windowKey(start)).toBe('2026-10-03T14:00');
    expect(windowOfKey(windowKey(start))).toBe(start);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMilliseconds, parseInstant, toMilliseconds } from '../../../functions/catalog/instant.ts';

describe('a time is read with its offset and kept in UTC with milliseconds', () => {
  it.each([
    ['2026-10-03T14:11:09.120Z', '2026-10-03T14:11:09.120Z'],
    ['2026-10-03T14:11:09Z', '2026-10-03T14:11:09.000Z'],
    ['2026-10-03T14:11:09+02:00', '2026-10-03T12:11:09.000Z'],
    ['2026-10-03T14:11:09-03:30', '2026-10-03T17:41:09.000Z'],
    ['2026-10-03t14:11:09z', '2026-10-03T14:11:09.000Z'],
    ['2026-10-03T14:11:09.123999999Z', '2026-10-03T14:11:09.123Z'],
    ['2026-10-03T14:11:09.1Z', '2026-10-03T14:11:09.100Z'],
    ['2028-02-29T23:59:59Z', '2028-02-29T23:59:59.000Z'],
    ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it.each([
    ['2026-10-03T14:11:09', 'time_without_offset'],
    ['2026-10-03', 'time_invalid'],
    ['2026-10-03 14:11:09Z', 'time_invalid'],
    ['2026-02-30T00:00:00Z', 'time_invalid'],
    ['2026-02-29T00:00:00Z', 'time_invalid'],
    ['2026-13-01T00:00:00Z', 'time_invalid'],
    ['2026-00-10T00:00:00Z', 'time_invalid'],
    ['2026-10-00T00:00:00Z', 'time_invalid'],
    ['2026-10-03T24:00:00Z', 'time_invalid'],
    ['2026-10-03T14:60:00Z', 'time_invalid'],
    ['2026-10-03T14:11:60Z', 'time_invalid'],
    ['2026-10-03T14:11:09+24:00', 'time_invalid'],
    ['2026-10-03T14:11:09+0200', 'time_invalid'],
    ['0000-01-01T00:00:00+01:00', 'time_invalid'],
    ['9999-12-31T23:59:59-01:00', 'time_invalid'],
    ['1759500669', 'time_invalid'],
    ['', 'time_invalid'],
  ])('"%s" is refused: %s', (text, code) => {
    expect(() => parseInstant(text, '/time')).toThrowError(
      expect.objectContaining({ code, mistakes: [expect.objectContaining({ pointer: '/time' })] }),
    );
  });
});

describe('text order is time order', () => {
  const moments = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });
  it('for any two instants', () => {
    fc.assert(fc.property(moments, moments, (a, b) => fromMilliseconds(a) < fromMilliseconds(b) === a < b));
  });

  it('and nothing is lost on the way', () => {
    fc.assert(fc.property(moments, (a) => toMilliseconds(parseInstant(fromMilliseconds(a))) === a));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromMilliseconds, parseInstant, toMilliseconds } from '../../../functions/kernel/instant.ts';

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

describe('a time that is printed as Meterline prints it stays as it is', () => {
  it('every day of the calendar, and no other', () => {
    const two = (number: number) => String(number).padStart(2, '0');
    for (const year of ['1900', '2000', '2024', '2026']) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const text = `${year}-${two(month)}-${two(day)}T23:59:59.999Z`;
          const date = new Date(text);
          const exists = !Number.isNaN(date.getTime()) && date.toISOString() === text;
          if (exists) expect(parseInstant(text)).toBe(text);
          else expect(() => parseInstant(text)).toThrow('is not an RFC 3339 time');
        }
      }
    }
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

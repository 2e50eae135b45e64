import { describe, expect, it } from 'vitest';
import { assertOnWindows, offsetsOf } from '../../../../functions/catalog/customer/time-zone.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { InvalidInput } from '../../../../functions/kernel/meterline-error.ts';

const now = parseInstant('2026-11-26T00:00:00Z');

describe('a zone fits windows that divide each of its offsets from ten years ago to ten years ahead', () => {
  it.each([
    ['UTC', 60],
    ['Europe/Berlin', 60],
    ['America/New_York', 60],
    ['Asia/Kolkata', 30],
    ['Australia/Lord_Howe', 30],
    ['America/St_Johns', 30],
    ['Asia/Kathmandu', 15],
    ['Pacific/Chatham', 15],
    ['Australia/Eucla', 15],
  ])('%s: at most %s minutes', (zone, widest) => {
    for (const minutes of [15, 30, 60]) {
      const check = () => assertOnWindows(zone, minutes, now);
      if (minutes <= widest) expect(check).not.toThrow();
      else expect(check).toThrow(InvalidInput);
    }
  });

  it('says what is wrong, and where', () => {
    const refusal = { code: 'time_zone_not_on_window', pointer: '/timeZone' };
    const detail = expect.stringContaining('Asia/Kolkata is 330 minutes from UTC');
    expect(() => assertOnWindows('Asia/Kolkata', 60, now)).toThrow(
      expect.objectContaining({ mistakes: [{ ...refusal, detail }] }),
    );
  });

  it('an offset that the zone has given up counts for ten years', () => {
    const then = parseInstant('2018-05-04T15:00:00Z');
    expect(offsetsOf('Asia/Pyongyang', parseInstant('2018-01-01T00:00:00Z'), now)).toEqual([510, 540]);
    expect(() => assertOnWindows('Asia/Pyongyang', 60, now)).toThrow(InvalidInput);
    expect(offsetsOf('Asia/Pyongyang', then, now)).toEqual([540]);
    expect(() => assertOnWindows('Asia/Pyongyang', 60, parseInstant('2028-06-01T00:00:00Z'))).not.toThrow();
  });

  it('summer time is an offset too', () => {
    const year = [parseInstant('2026-01-01T00:00:00Z'), parseInstant('2027-01-01T00:00:00Z')] as const;
    expect(offsetsOf('Australia/Lord_Howe', ...year)).toEqual([660, 630]);
    expect(offsetsOf('Asia/Kathmandu', ...year)).toEqual([345]);
  });
});

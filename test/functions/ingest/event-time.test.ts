import { describe, expect, it } from 'vitest';
import { timeBounds, timeMistake } from '../../../functions/ingest/event-time.ts';
import { type Instant, parseInstant } from '../../../functions/kernel/instant.ts';

const wall = parseInstant('2026-10-03T12:00:00Z');
const code = (time: string, now: readonly [Instant, ...Instant[]]) =>
  timeMistake(parseInstant(time), timeBounds(now, 35))?.code ?? 'in';

describe('a time is at most 5 minutes ahead and 35 days old, both bounds included', () => {
  it.each([
    ['2026-10-03T12:05:00.000Z', 'in'],
    ['2026-10-03T12:05:00.001Z', 'time_in_future'],
    ['2026-10-03T14:05:00.001+02:00', 'time_in_future'],
    ['2026-08-29T12:00:00.000Z', 'in'],
    ['2026-08-29T11:59:59.999Z', 'time_too_old'],
  ])('%s: %s', (time, expected) => {
    expect(code(time, [wall])).toBe(expected);
  });

  it('the mistake is at /time and names the bound', () => {
    expect(timeMistake(parseInstant('2027-01-01T00:00:00Z'), timeBounds([wall], 35))).toMatchObject({
      pointer: '/time',
      detail: expect.stringContaining('2026-10-03T12:05:00.000Z'),
    });
  });
});

describe('for a customer on a test clock, what the wall clock or that clock accepts is in, and all between', () => {
  it.each([
    ['2027-05-01T00:05:00Z', 'in', 'by the test clock'],
    ['2027-05-01T00:05:00.001Z', 'time_in_future', 'ahead of both'],
    ['2026-12-31T00:00:00Z', 'in', 'between them'],
    ['2026-08-29T12:00:00Z', 'in', 'by the wall clock'],
    ['2026-08-29T11:59:59Z', 'time_too_old', 'too old for both'],
  ])('%s: %s, %s', (time, expected) => {
    expect(code(time, [wall, parseInstant('2027-05-01T00:00:00Z')])).toBe(expected);
  });

  it('a test clock in the past moves the oldest time back, and the latest stays', () => {
    const past = parseInstant('2020-03-01T00:00:00Z');
    expect(code('2020-01-26T00:00:00Z', [wall, past])).toBe('in');
    expect(code('2020-01-25T23:59:59Z', [wall, past])).toBe('time_too_old');
    expect(code('2026-10-03T12:05:00Z', [wall, past])).toBe('in');
  });
});

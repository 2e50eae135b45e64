import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOff, retryAfter } from '../../client/retry-delay.ts';

describe('back-off: full jitter below a bound that doubles', () => {
  it.each([
    [0, 0.5, 100, '0.5 × 200'],
    [1, 0.5, 200, '0.5 × 400'],
    [3, 1, 1600, '200 × 2³'],
    [20, 0.5, 15_000, '0.5 × the cap'],
    [5, 0, 0, 'from nothing'],
  ])('attempt %d with chance %d waits %d ms: %s', (attempt, chance, delay) => {
    expect(backOff(attempt, 200, 30_000, chance)).toBe(delay);
  });

  it('is never above the cap, for any attempt', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
        const delay = backOff(attempt, 200, 30_000, chance);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(30_000);
      }),
    );
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-10-03T14:11:09Z');
  it.each<[string | null, number | undefined, string]>([
    ['7', 7000, 'seconds'],
    ['Sat, 03 Oct 2026 14:11:39 GMT', 30_000, 'an HTTP date'],
    ['Sat, 03 Oct 2026 14:00:00 GMT', 0, 'a date that has passed'],
    ['86400', 300_000, 'at most five minutes'],
    ['soon', undefined, 'neither'],
    ['', undefined, 'empty'],
    [null, undefined, 'none'],
  ])('%j asks for %s ms: %s', (header, milliseconds) => {
    expect(retryAfter(header, now)).toBe(milliseconds);
  });
});

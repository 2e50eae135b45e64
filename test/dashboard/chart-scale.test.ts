import { describe, expect, it } from 'vitest';
import { type AllowanceScale, allowanceScale, daysIn, shares } from '../../dashboard/portal/chart-scale.ts';

describe('bars', () => {
  it('are shares of the tallest; a negative day has none', () => {
    expect(shares(['50', '100', '-20', '0'])).toEqual([0.5, 1, 0, 0]);
  });
  it('of nothing are nothing', () => {
    expect(shares(['0', '0'])).toEqual([0, 0]);
    expect(shares([])).toEqual([]);
  });
});

it.each([
  ['2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z', 30],
  ['2026-11-01T14:00:00Z', '2026-12-01T14:00:00Z', 31],
])('from %s to %s are %i UTC days', (start, end, days) => {
  expect(daysIn(start, end)).toBe(days);
});

describe('an allowance is drawn to the largest of used, included and projected', () => {
  it.each<[string, string, string | null, AllowanceScale, string]>([
    ['500', '1000', '800', { within: 50, above: 0, projected: 80, allowance: 100 }, 'heading for less'],
    ['500', '1000', '2000', { within: 25, above: 0, projected: 100, allowance: 50 }, 'heading for twice as much'],
    ['1500', '1000', '2000', { within: 50, above: 25, projected: 100, allowance: 50 }, 'used up'],
    ['500', '1000', null, { within: 50, above: 0, projected: 50, allowance: 100 }, 'not projected'],
    ['0', '0', null, { within: 0, above: 0, projected: 0, allowance: 0 }, 'nothing at all'],
  ])('%s of %s, projected %s: %o (%s)', (used, included, projected, scale) => {
    expect(allowanceScale(used, included, projected)).toEqual(scale);
  });
});

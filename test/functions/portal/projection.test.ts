import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Aggregation } from '../../../functions/catalog/meter/meter.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';
import { decimal, plain } from '../../../functions/money/decimal.ts';
import { assumptionOf, elapsedOf, fractionOf, projectedUsage } from '../../../functions/portal/projection.ts';

/** 30 days. */
const november = { start: parseInstant('2026-11-01T00:00:00Z'), end: parseInstant('2026-12-01T00:00:00Z') };

const elapsedAt = (time: string) => {
  const elapsed = elapsedOf(november, parseInstant(time));
  if (elapsed === undefined) throw new TypeError(`nothing has elapsed at ${time}`);
  return elapsed;
};

describe('the share of a period that is over', () => {
  it.each([
    ['before it begins', '2026-10-31T23:59:59.999Z'],
    ['at the very start: a fraction of zero projects nothing', '2026-11-01T00:00:00Z'],
  ])('is none %s', (_, time) => {
    expect(elapsedOf(november, parseInstant(time))).toBeUndefined();
  });

  it.each([
    ['2026-11-16T00:00:00Z', '0.5', '15 of 30 days'],
    ['2026-11-04T00:00:00Z', '0.1', '3 of 30 days'],
    ['2026-11-11T00:00:00Z', '0.3333', '10 of 30 days, cut off'],
    ['2026-11-30T23:59:59.999Z', '0.9999', 'the last millisecond is not over yet'],
    ['2026-12-01T00:00:00Z', '1', 'the end'],
    ['2027-03-01T00:00:00Z', '1', 'after the end'],
  ])('at %s is %s: %s', (time, fraction) => {
    expect(plain(fractionOf(elapsedAt(time)))).toBe(fraction);
  });
});

describe('projected usage = usage ÷ share of the period that is over', () => {
  it.each<[string, Aggregation, string, string, string]>([
    ['1700', 'sum', '2026-11-16T00:00:00Z', '3400', '1,700 ÷ 15/30'],
    ['100', 'sum', '2026-11-02T00:00:00Z', '3000', '100 ÷ 1/30'],
    ['1', 'sum', '2026-11-08T00:00:00Z', '4.285714', '1 ÷ 7/30 = 4.2857142…, to a millionth'],
    ['1', 'count', '2026-11-08T00:00:00Z', '4', '1 ÷ 7/30 = 4.28…: events are whole'],
    ['7', 'count', '2026-11-13T00:00:00Z', '18', '7 ÷ 12/30 = 17.5, half away from zero'],
    ['-10', 'sum', '2026-11-16T00:00:00Z', '-20', 'a negative total grows too'],
    ['0', 'sum', '2026-11-16T00:00:00Z', '0', 'nothing stays nothing'],
    ['12.345', 'sum', '2026-12-01T00:00:00Z', '12.345', 'over: what was used'],
    ['12.3456789', 'sum', '2027-01-01T00:00:00Z', '12.3456789', 'over: to the last digit'],
  ])('%s (%s) at %s → %s: %s', (used, aggregation, time, projected) => {
    expect(plain(projectedUsage(decimal(used), aggregation, elapsedAt(time)))).toBe(projected);
  });

  it('is never less than what is used already, and falls while nothing more is used', () => {
    const minutes = fc.integer({ min: 1, max: 30 * 24 * 60 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), minutes, minutes, (used, a, b) => {
        const at = (minute: number) => ({ past: decimal(String(minute)), whole: decimal(String(30 * 24 * 60)) });
        const early = projectedUsage(decimal(String(used)), 'sum', at(Math.min(a, b)));
        const late = projectedUsage(decimal(String(used)), 'sum', at(Math.max(a, b)));
        expect(late.greaterThanOrEqualTo(used)).toBe(true);
        expect(early.greaterThanOrEqualTo(late)).toBe(true);
      }),
    );
  });
});

describe('the assumption is said in words', () => {
  it('names the share of the period that is over', () => {
    expect(assumptionOf(elapsedAt('2026-11-11T00:00:00Z'))).toContain('33.3 % of the period over');
    expect(assumptionOf(elapsedAt('2026-11-11T00:00:00Z'))).not.toContain('rough');
  });
  it('warns in the first twentieth', () => {
    expect(assumptionOf(elapsedAt('2026-11-02T00:00:00Z'))).toContain('a rough figure');
  });
  it('assumes nothing once the period is over', () => {
    expect(assumptionOf(elapsedAt('2026-12-01T00:00:00Z'))).toContain('The period is over');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { periodAt } from '../../../functions/catalog/billing-period.ts';
import { chargeSchema } from '../../../functions/catalog/charge.ts';
import { parseInstant } from '../../../functions/catalog/instant.ts';
import { billedPeriods } from '../../../functions/invoice/billed-periods.ts';
import { minutes, seat, support } from './transcoding.ts';

const anchor = parseInstant('2026-01-31T00:00:00Z');
const billed = (charge: unknown, periodIndex: number) =>
  billedPeriods(
    chargeSchema.parse(charge),
    { anchor, periodIndex, period: periodAt(anchor, 'month', periodIndex) },
    'month',
  );
const days = (periods: ReturnType<typeof billed>) => periods.map(({ start }) => start.slice(0, 10));

describe('which periods an invoice bills a charge for', () => {
  it.each([
    ['usage', minutes, 0, ['2026-01-31']],
    ['usage', minutes, 1, ['2026-02-28']],
    ['a fee in arrears', support, 1, ['2026-02-28']],
    ['a fee in advance, on the first invoice', seat, 0, ['2026-01-31', '2026-02-28']],
    ['a fee in advance, later', seat, 1, ['2026-03-31']],
  ])('%s', (_, charge, index, expected) => {
    expect(days(billed(charge, index))).toEqual(expected);
  });

  it('law: after any number of closes each period was billed once, none lost and none doubled', () => {
    fc.assert(
      fc.property(fc.constantFrom(minutes, seat, support), fc.integer({ min: 1, max: 40 }), (charge, closes) => {
        const starts = Array.from({ length: closes }, (_, index) => billed(charge, index)).flatMap(days);
        const expected = Array.from({ length: starts.length }, (_, index) => periodAt(anchor, 'month', index).start);
        expect(starts).toEqual(expected.map((start) => start.slice(0, 10)));
        expect(starts).toHaveLength(charge === seat ? closes + 1 : closes);
      }),
    );
  });
});

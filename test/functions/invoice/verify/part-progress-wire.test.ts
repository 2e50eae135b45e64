import { describe, expect, it } from 'vitest';
import { assertCarried, mendsToWire, startOf } from '../../../../functions/invoice/verify/part-progress-wire.ts';
import { noTally } from '../../../../functions/meter/counter/tally.ts';
import { totalToText } from '../../../../functions/meter/measure/running-total.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { limits } from '../../../lib/state-machines.ts';

/** A latest value whose event has the longest id and source: 256 characters of three bytes each. */
const longest = `2026-10-03T14:11:09.120Z#${'長'.repeat(256)}#${'長'.repeat(256)}`;
const best = { value: decimal('9'.repeat(38)), at: longest };
const total = totalToText({ events: 1_000_000_000, value: { kind: 'compared', by: 'latest', best } });
const tally = { ...noTally, best };
const counter = `${'m'.repeat(64)}#2026-10-03T14:00#${'長'.repeat(58)}`;
const mend = { counter, target: `LATE#2026-11-01T00:00#${counter}`, found: tally, expected: tally };

const mismatch = { lineId: 'line_1', expected: '9', found: '9', expectedAmount: '9', foundAmount: '9' };
const full = startOf(
  'digest',
  0,
  Array.from({ length: 200 }, () => mismatch),
);
const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

describe('what a verification carries from part to part', () => {
  it('is at most 220 KB, with fifty of the longest totals, and twenty mends of the same', () => {
    const progress = { ...full, totals: many(50, total), met: mendsToWire(many(20, mend)) };
    expect(Buffer.byteLength(JSON.stringify(assertCarried(progress)))).toBeLessThan(limits.payloadBytes);
  });

  it('more mends, or more totals for one line than fit, are refused', () => {
    expect(() => mendsToWire(many(21, mend))).toThrow(expect.objectContaining({ code: 'too_many_mends' }));
    const wide = { ...full, totals: many(202, total) };
    expect(() => assertCarried(wide)).toThrow(expect.objectContaining({ code: 'evidence_too_wide' }));
  });

  it('two hundred totals with ids of a usual length are well within', () => {
    const usual = total.replaceAll('長'.repeat(256), 'req_01KA0000000000000000000000');
    expect(() => assertCarried({ ...full, totals: many(202, usual) })).not.toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import type { LineKind } from '../../../../functions/invoice/invoice.ts';
import { lastMomentOf, taxPointOf } from '../../../../functions/invoice/period/tax-point.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';

const period = (start: string, end: string) => ({
  start: parseInstant(`2026-${start}T00:00:00Z`),
  end: parseInstant(`2026-${end}T00:00:00Z`),
});
const october = period('10-01', '11-01');

describe('the tax on a line falls due', () => {
  it.each<readonly [LineKind, string, string, string, string]>([
    ['charge', '10-01', '11-01', '2026-10-31T23:59:59.999Z', 'usage and fees in arrears: when the period ends'],
    ['charge', '10-01', '10-16', '2026-10-15T23:59:59.999Z', 'a part of a period: when that part ends'],
    ['charge', '11-01', '12-01', '2026-11-01T00:00:00.000Z', 'a fee in advance: when its period begins'],
    ['charge', '11-15', '12-01', '2026-11-15T00:00:00.000Z', 'one that begins later: when it does'],
    ['minimum', '10-01', '11-01', '2026-10-31T23:59:59.999Z', 'what is missing to a minimum'],
    ['manual', '10-01', '11-01', '2026-10-31T23:59:59.999Z', 'a line of an operator'],
    ['adjustment', '09-01', '10-01', '2026-09-30T23:59:59.999Z', 'late usage: when its own period ended'],
    ['credit', '10-01', '11-01', '2026-10-01T00:00:00.000Z', 'the rest of a fee in advance: as that fee'],
  ])('%s for %s to %s: %s, %s', (kind, start, end, at, _why) => {
    expect(taxPointOf({ kind, period: period(start, end) }, october)).toBe(at);
  });

  it('on the invoice of a start, which is of a moment: when the period of its fees begins', () => {
    expect(taxPointOf({ kind: 'charge', period: october }, period('10-01', '10-01'))).toBe('2026-10-01T00:00:00.000Z');
    expect(lastMomentOf(period('10-01', '10-01'))).toBe('2026-10-01T00:00:00.000Z');
  });
});

import { describe, expect, it } from 'vitest';
import { assertPaidAt } from '../../../../functions/invoice/lifecycle/paid-at.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';

const instant = (text: string) => parseInstant(text);
const october = {
  period: { start: instant('2026-10-01T00:00:00Z'), end: instant('2026-11-01T00:00:00Z') },
  issuedAt: instant('2026-11-01T01:00:00Z'),
};
const now = instant('2026-12-01T12:00:00Z');
const codeOf = (invoice: Parameters<typeof assertPaidAt>[0], at: string): string => {
  try {
    assertPaidAt(invoice, instant(at), now);
    return 'taken';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

describe('a payment is recorded at a time that can be meant, by the customer’s clock', () => {
  it.each([
    ['now', '2026-12-01T12:00:00Z', 'taken'],
    ['by a clock that is five minutes ahead', '2026-12-01T12:05:00Z', 'taken'],
    ['and by one that is further', '2026-12-01T12:05:00.001Z', 'paid_in_future'],
    ['in another century', '2126-11-05T00:00:00Z', 'paid_in_future'],
    ['a transfer that is recorded weeks later', '2026-11-03T00:00:00Z', 'taken'],
    ['before the invoice was issued', '2026-10-20T00:00:00Z', 'taken'],
    ['31 days before its period', '2026-08-31T00:00:00Z', 'taken'],
    ['a moment before that', '2026-08-30T23:59:59.999Z', 'paid_too_early'],
    ['in the year 2006', '2006-11-03T00:00:00Z', 'paid_too_early'],
  ])('%s: %s is %s', (_, at, code) => {
    expect(codeOf(october, at)).toBe(code);
  });

  it('a fee in advance is issued before its period: from 31 days before that', () => {
    const inAdvance = { ...october, issuedAt: instant('2026-09-20T00:00:00Z') };
    expect(codeOf(inAdvance, '2026-08-20T00:00:00Z')).toBe('taken');
    expect(codeOf(inAdvance, '2026-08-19T23:59:59Z')).toBe('paid_too_early');
  });

  it('of a replacement, as of what it replaces: the money may have come in long before it was issued', () => {
    expect(codeOf({ ...october, issuedAt: now }, '2026-11-03T00:00:00Z')).toBe('taken');
  });
});

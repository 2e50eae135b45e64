import { describe, expect, it } from 'vitest';
import { closeVerdict } from '../../../../functions/invoice/close/close-due.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { subscription } from '../transcoding.ts';

const verdict = (periodEnd: string, now: string) =>
  closeVerdict(subscription, parseInstant(periodEnd), parseInstant(now));

describe('a period is closed after its end and the grace, one period after the other', () => {
  it.each([
    ['2026-11-01T00:00:00Z', '2026-11-01T00:59:59.999Z', 'not_due', 'within the grace'],
    ['2026-11-01T00:00:00Z', '2026-11-01T01:00:00Z', 'due', 'at the end of the grace'],
    ['2026-11-01T00:00:00Z', '2027-05-01T00:00:00Z', 'due', 'months after'],
    ['2026-10-01T00:00:00Z', '2027-05-01T00:00:00Z', 'closed', 'an earlier period'],
    ['2026-12-01T00:00:00Z', '2027-05-01T00:00:00Z', 'not_due', 'a period before whose turn another is'],
  ])('period to %s at %s: %s, %s', (periodEnd, now, expected) => {
    expect(verdict(periodEnd, now)).toBe(expected);
  });
});

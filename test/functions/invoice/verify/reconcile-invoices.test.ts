import { describe, expect, it } from 'vitest';
import { isRecounted } from '../../../../functions/invoice/verify/reconcile-invoices.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';

const at = parseInstant;
const september = { start: at('2026-09-01T00:00:00Z'), end: at('2026-10-01T00:00:00Z') };

describe('an invoice is compared when its whole period was recounted', () => {
  it.each([
    ['the very period', '2026-09-01T00:00:00Z', '2026-10-01T00:00:00Z', 'open', true],
    ['more', '2026-08-01T00:00:00Z', '2026-11-01T00:00:00Z', 'paid', true],
    ['not its first hour', '2026-09-01T01:00:00Z', '2026-10-01T00:00:00Z', 'open', false],
    ['not its last hour', '2026-09-01T00:00:00Z', '2026-09-30T23:00:00Z', 'open', false],
    ['a void one is of no interest', '2026-09-01T00:00:00Z', '2026-10-01T00:00:00Z', 'void', false],
  ] as const)('%s', (_, from, to, status, expected) => {
    expect(isRecounted({ period: september, status }, { from: at(from), to: at(to) })).toBe(expected);
  });
});

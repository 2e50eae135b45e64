import { describe, expect, it } from 'vitest';
import type { InvoiceLine } from '../../../../functions/invoice/invoice.ts';
import { consolidatedLine } from '../../../../functions/invoice/standing/consolidated-line.ts';
import { customerId, invoiceId } from '../../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { dollars, openOf } from '../issued.ts';

/** A line of a child's statement, and the same line further down on the parent's invoice. */
const [first, ...others] = openOf([{ amount: '10.00' }]).lines;
if (first === undefined || others.length > 0) throw new TypeError('one line');
const line: InvoiceLine = first;
const placed: InvoiceLine = { ...line, id: 'line_7' };
const statement = { id: invoiceId('inv_statement') };
const found = (...lines: readonly InvoiceLine[]) => consolidatedLine({ lines }, statement, line)?.id;
const from = (id: string, lineId: string): InvoiceLine => ({
  ...placed,
  statementLine: { invoiceId: invoiceId(id), lineId },
});

describe("a line of a child's statement is found on the parent's invoice by where that one's lines come from", () => {
  it('though others look like it', () => {
    const other = { ...from('inv_other', line.id), id: 'line_1' };
    const neighbour = { ...from(statement.id, 'line_2'), id: 'line_2' };
    expect(found(other, neighbour, { ...from(statement.id, line.id), id: 'line_3' })).toBe('line_3');
    expect(found(other, neighbour)).toBeUndefined();
  });

  it('though it does not look like it', () => {
    expect(found({ ...from(statement.id, line.id), amount: dollars('10.01') })).toBe('line_7');
  });
});

describe('where it was not written down, it is found by what it looks like', () => {
  it.each<[string, InvoiceLine]>([
    ['customer', { ...line, customerId: customerId('cust_other') }],
    ['kind', { ...line, kind: 'credit', adjusts: null, givesBack: null }],
    ['charge', { ...line, chargeId: 'other' }],
    ['start', { ...line, period: { ...line.period, start: parseInstant('2026-10-02T00:00:00Z') } }],
    ['end', { ...line, period: { ...line.period, end: parseInstant('2026-10-30T00:00:00Z') } }],
    ['amount', { ...line, amount: dollars('10.01') }],
  ])('and not another one that has the same id and all but the %s in common', (_, other) => {
    expect(found(other, placed)).toBe('line_7');
    expect(found(other)).toBeUndefined();
  });

  it('of two alike, the one with the same id, or else the first', () => {
    expect(found(placed, line)).toBe('line_1');
    expect(found(placed, { ...placed, id: 'line_8' })).toBe('line_7');
  });
});

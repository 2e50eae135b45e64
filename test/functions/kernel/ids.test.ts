import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digest, invoiceIdOf, isCustomerId, subscriptionId } from '../../../functions/kernel/ids.ts';
import { parseInstant } from '../../../functions/kernel/instant.ts';

describe("a customer's id is the company's own, and safe in keys and paths", () => {
  it.each(['cust_8821', 'a', 'A.b-c:d@e_f', '0', 'x'.repeat(128), '...'])('%s is one', (text) => {
    expect(isCustomerId(text)).toBe(true);
  });

  it.each(['', 'a#b', 'a/b', 'a b', '.', '..', 'ä', 'a\n', 'x'.repeat(129), '%23'])('"%s" is none', (text) => {
    expect(isCustomerId(text)).toBe(false);
  });
});

describe('derived ids', () => {
  it('where a part ends matters: ("ab", "c") is not ("a", "bc")', () => {
    expect(digest('ab', 'c')).not.toBe(digest('a', 'bc'));
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
        const same = a.length === b.length && a.every((part, index) => part === b[index]);
        return (digest(...a) === digest(...b)) === same;
      }),
    );
  });

  it('a period has one invoice, whoever asks, and invoices sort by the end of their period', () => {
    const [one, other] = [subscriptionId('sub_1'), subscriptionId('sub_2')];
    const [october, november] = [parseInstant('2026-11-01T00:00:00Z'), parseInstant('2026-12-01T00:00:00Z')];
    expect(invoiceIdOf(one, october)).toBe(invoiceIdOf(one, october));
    expect(new Set([invoiceIdOf(one, october), invoiceIdOf(other, october), invoiceIdOf(one, november)]).size).toBe(3);
    expect(invoiceIdOf(one, october) < invoiceIdOf(other, november)).toBe(true);
  });
});

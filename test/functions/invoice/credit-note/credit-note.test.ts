import { describe, expect, it } from 'vitest';
import { creditNoteId, creditNoteOf, invoiceAfter } from '../../../../functions/invoice/credit-note/credit-note.ts';
import { creditedSums } from '../../../../functions/invoice/credit-note/credit-sums.ts';
import type { Invoice, IssuedInvoice } from '../../../../functions/invoice/invoice.ts';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { decimal } from '../../../../functions/money/decimal.ts';
import { settledToWire } from '../../../../functions/money/money.ts';
import { dollars, openOf, seller } from '../issued.ts';

const issuedAt = parseInstant('2026-11-05T00:00:00Z');
const paidAt = parseInstant('2026-11-02T00:00:00Z');

const sold = openOf([{ amount: '100.00' }]);
const issued = { number: 'INV-000001', issuedAt, seller };

/** 100.00, of which so much is still to be paid. */
const owing = (status: 'open' | 'paid' | 'uncollectible', remaining: string): Invoice => {
  const content = { ...sold, ...issued, amountRemaining: dollars(remaining) };
  if (status === 'paid') return { ...content, status, paidAt, paymentId: 'pay_1' };
  return status === 'open' ? { ...content, status } : { ...content, status, uncollectibleAt: paidAt };
};

const noteOf = (invoice: Invoice, amount: string) => {
  const making = { id: creditNoteId('cn_1'), number: 'CN-000001', reason: 'Outage', issuedAt, createdAt: issuedAt };
  const open: IssuedInvoice = { ...invoice, ...issued, status: 'open' };
  return creditNoteOf(open, creditedSums(invoice, [], { kind: 'amount', amount: decimal(amount) }), making);
};

describe('a credit note first lowers what is to be paid, and the rest becomes balance', () => {
  it.each([
    ['30.00', '50.00', ['30.00', '20.00'], 'more than is left to pay'],
    ['50.00', '50.00', ['50.00', '0.00'], 'just as much'],
    ['80.00', '50.00', ['50.00', '0.00'], 'less'],
    ['0.00', '50.00', ['0.00', '50.00'], 'it is paid'],
  ])('with %s left to pay, a note of %s: %j, %s', (remaining, amount, expected) => {
    const { toInvoice, toBalance } = noteOf(owing('open', remaining), amount);
    expect([toInvoice, toBalance].map(settledToWire)).toEqual(expected);
  });
});

describe('the invoice after it', () => {
  const after = (invoice: Invoice, amount: string) => {
    const changed = invoiceAfter(invoice, noteOf(invoice, amount));
    const [when, payment] = changed.status === 'paid' ? [changed.paidAt, changed.paymentId] : [null, null];
    const { status, amountCredited, amountRemaining } = changed;
    return [status, settledToWire(amountCredited), settledToWire(amountRemaining), when, payment];
  };

  it.each<['open' | 'uncollectible', string, string, readonly unknown[]]>([
    ['open', '100.00', '40.00', ['open', '40.00', '60.00', null, null]],
    ['open', '40.00', '40.00', ['paid', '40.00', '0.00', issuedAt, null]],
    ['open', '40.00', '50.00', ['paid', '50.00', '0.00', issuedAt, null]],
    ['uncollectible', '100.00', '40.00', ['uncollectible', '40.00', '60.00', null, null]],
    ['uncollectible', '40.00', '40.00', ['paid', '40.00', '0.00', issuedAt, null]],
  ])('%s with %s left to pay, a note of %s: %j', (status, remaining, amount, expected) => {
    expect(after(owing(status, remaining), amount)).toEqual(expected);
  });

  it('is paid by the payment that it was paid by, and when that was', () => {
    expect(after(owing('paid', '0.00'), '40.00')).toEqual(['paid', '40.00', '0.00', paidAt, 'pay_1']);
  });
});

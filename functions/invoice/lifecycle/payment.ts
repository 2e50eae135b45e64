import type { Instant } from '../../kernel/instant.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { add, compare, type Money, subtract, zero } from '../../money/money.ts';
import type { Invoice, InvoiceContent, OpenState, UncollectibleState } from '../invoice.ts';

/** Money that came in for an invoice. */
export interface Payment {
  readonly paymentId: string;
  readonly amount: Money;
  /** In the customer's time. */
  readonly at: Instant;
}

/** One that somebody may still pay. */
export type OwedInvoice = InvoiceContent & (OpenState | UncollectibleState);

export const isOwed = (invoice: Invoice): invoice is OwedInvoice =>
  invoice.status === 'open' || invoice.status === 'uncollectible';

export interface Paid {
  readonly invoice: Invoice;
  /** What the payment was more than remained, as after a credit note that came while it was under way. */
  readonly excess: Money;
}

/** @throws Conflict `payment_too_small` */
export const paidBy = (invoice: OwedInvoice, { paymentId, amount, at }: Payment): Paid => {
  const { id, number, issuedAt, amountRemaining } = invoice;
  if (compare(amount, amountRemaining) < 0) {
    throw new Conflict('payment_too_small', `Payment ${paymentId} is less than what remains of invoice ${id}.`);
  }
  return {
    invoice: {
      ...invoice,
      ...{ status: 'paid', number, issuedAt, paidAt: at, paymentId },
      amountPaid: add(invoice.amountPaid, amountRemaining),
      amountRemaining: zero(amount.currency),
    },
    excess: subtract(amount, amountRemaining),
  };
};

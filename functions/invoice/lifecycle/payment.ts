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

/** An invoice that somebody may still pay. */
export type OwedInvoice = InvoiceContent & (OpenState | UncollectibleState);

export const isOwed = (invoice: Invoice): invoice is OwedInvoice =>
  invoice.status === 'open' || invoice.status === 'uncollectible';

/** What a payment comes to. */
export interface Paid {
  readonly invoice: Invoice;
  /** What the payment exceeds the remaining amount by. A credit note may have come while the payment was under way: 30.00 were
   *  charged, 20.00 remain, and 10.00 are too much. */
  readonly excess: Money;
}

/** The invoice, paid in full, and what the payment was too much.
 *  @throws Conflict `payment_too_small` where the payment is less than remains: there is no payment in parts */
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

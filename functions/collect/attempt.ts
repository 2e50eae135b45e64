import type { CustomerId, InvoiceId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Money } from '../money/money.ts';
import type { ChargeResult } from './gateway/charging.ts';

/** Why an attempt is made. */
export const triggers = ['first', 'schedule', 'payment_method'] as const;
export type Trigger = (typeof triggers)[number];

/** One attempt to be paid. Amount and payment method are written down before the gateway is called, so that a repeat of the
 *  attempt charges the same. */
export interface Attempt {
  readonly invoiceId: InvoiceId;
  readonly customerId: CustomerId;
  /** 1, 2, 3, … */
  readonly number: number;
  readonly trigger: Trigger;
  /** When it began, in the customer's time. */
  readonly at: Instant;
  readonly amount: Money;
  /** Null where the customer has none: the attempt counts as declined, and the gateway is not called. */
  readonly paymentMethod: string | null;
  readonly result: AttemptResult;
}

/** `pending`: the attempt has begun, and what came of it is not written down yet. */
export type AttemptResult = { readonly outcome: 'pending' } | ChargeResult;

/** `inv_…-2` for the second attempt. A repeat of an attempt has the same key, so that the gateway charges once. */
export const idempotencyKeyOf = ({ invoiceId, number }: Pick<Attempt, 'invoiceId' | 'number'>): string =>
  `${invoiceId}-${number}`;

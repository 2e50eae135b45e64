import type { CustomerId, InvoiceId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Money } from '../money/money.ts';
import type { ChargeResult } from './gateway/charging.ts';

/** Why an attempt is made. */
export const triggers = ['first', 'schedule', 'payment_method'] as const;
export type Trigger = (typeof triggers)[number];

/** One attempt to be paid. What is charged is fixed before the gateway is spoken to, so that a repeat charges the same. */
export interface Attempt {
  readonly invoiceId: InvoiceId;
  readonly customerId: CustomerId;
  /** 1, 2, 3, … */
  readonly number: number;
  readonly trigger: Trigger;
  /** When it began, in the customer's time. */
  readonly at: Instant;
  readonly amount: Money;
  /** Null: the customer has none, and the gateway is not asked. */
  readonly paymentMethod: string | null;
  readonly result: AttemptResult;
}

/** `pending`: begun, and nobody knows yet what came of it. */
export type AttemptResult = { readonly outcome: 'pending' } | ChargeResult;

/** The same for every repeat of an attempt, another for every attempt. */
export const idempotencyKeyOf = ({ invoiceId, number }: Pick<Attempt, 'invoiceId' | 'number'>): string =>
  `${invoiceId}-${number}`;

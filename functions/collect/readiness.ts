import type { Customer } from '../catalog/customer/customer.ts';
import type { Invoice } from '../invoice/invoice.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Trigger } from './attempt.ts';
import { type Collection, hasEnded } from './collection.ts';

/** All that decides whether a collection has something to do. */
export interface Situation {
  readonly collection: Collection;
  readonly customer: Pick<Customer, 'paymentMethod'>;
  readonly invoice: Pick<Invoice, 'status'>;
  /** In the customer's time, which may be that of a test clock. */
  readonly now: Instant;
}

export type Readiness =
  | { readonly kind: 'charge'; readonly trigger: Trigger }
  /** There is nothing to do before `until`, unless the payment method changes. */
  | { readonly kind: 'not_yet'; readonly until: Instant }
  | { readonly kind: 'give_up' }
  /** The invoice is not open any more. */
  | { readonly kind: 'closed' };

/** The one rule for whether a collection goes on. All that have to know ask it: the wait when it begins, whoever may wake
 *  the wait, and the attempt that follows it. So they never disagree, and nothing is charged too early or waits too long. */
export const readiness = ({ collection, customer, invoice, now }: Situation): Readiness => {
  if (hasEnded(collection) || invoice.status !== 'open') return { kind: 'closed' };
  const { dunning } = collection;
  if (dunning === null) return { kind: 'charge', trigger: 'first' };
  const { next, triedMethod } = dunning;
  if (next.kind === 'give_up') return { kind: 'give_up' };
  const due = next.at <= now;
  if (next.kind === 'retry' && due) return { kind: 'charge', trigger: 'schedule' };
  const { paymentMethod } = customer;
  if (paymentMethod !== null && paymentMethod !== triedMethod) return { kind: 'charge', trigger: 'payment_method' };
  return due ? { kind: 'give_up' } : { kind: 'not_yet', until: next.at };
};

import type { CustomerId, InvoiceId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Money } from '../money/money.ts';
import type { Dunning } from './dunning.ts';

/** How one open invoice is collected, from its first attempt until it is paid or given up. All instants are the customer's:
 *  those of its test clock, where it lives on one. */
export interface Collection {
  readonly invoiceId: InvoiceId;
  readonly customerId: CustomerId;
  /** The number of the invoice, such as `AAAA-000001`. */
  readonly number: string;
  /** What remained to be paid when the collection began. */
  readonly amountDue: Money;
  /** How many attempts have begun so far. */
  readonly attempts: number;
  /** Null until an attempt has failed. */
  readonly dunning: Dunning | null;
  readonly state: CollectionState;
  readonly startedAt: Instant;
}

/** `running`: a step of the state machine is at work, or about to start. `waiting`: the state machine waits for the next
 *  day of the schedule, or until somebody sends `token` back. `closed`: something other than this collection has settled
 *  the invoice. */
export type CollectionState =
  | { readonly status: 'running' }
  | { readonly status: 'waiting'; readonly token: string }
  | { readonly status: EndStatus; readonly endedAt: Instant };

export const endStatuses = ['paid', 'uncollectible', 'closed'] as const;
export type EndStatus = (typeof endStatuses)[number];

/** A collection at its beginning: no attempt was made yet, and the first step is about to start. */
export const begun = (of: Pick<Collection, 'invoiceId' | 'customerId' | 'number' | 'amountDue' | 'startedAt'>) =>
  ({ ...of, attempts: 0, dunning: null, state: { status: 'running' } }) satisfies Collection;

export const hasEnded = ({ state }: Pick<Collection, 'state'>): boolean => 'endedAt' in state;

import type { CustomerId, InvoiceId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Money } from '../money/money.ts';
import type { Dunning } from './dunning.ts';

/** The way of one invoice from open to its end. All instants are the customer's. */
export interface Collection {
  readonly invoiceId: InvoiceId;
  readonly customerId: CustomerId;
  /** The invoice's. */
  readonly number: string;
  /** When it began. */
  readonly amountDue: Money;
  /** Attempts begun so far. */
  readonly attempts: number;
  /** Null until an attempt failed. */
  readonly dunning: Dunning | null;
  readonly state: CollectionState;
  readonly startedAt: Instant;
}

/** `running`: a step is at work or about to be. `closed`: something other than this collection settled the invoice. */
export type CollectionState =
  | { readonly status: 'running' }
  | { readonly status: 'waiting'; readonly token: string }
  | { readonly status: EndStatus; readonly endedAt: Instant };

export const endStatuses = ['paid', 'uncollectible', 'closed'] as const;
export type EndStatus = (typeof endStatuses)[number];

export const begun = (of: Pick<Collection, 'invoiceId' | 'customerId' | 'number' | 'amountDue' | 'startedAt'>) =>
  ({ ...of, attempts: 0, dunning: null, state: { status: 'running' } }) satisfies Collection;

export const hasEnded = ({ state }: Pick<Collection, 'state'>): boolean => 'endedAt' in state;

import type { Instant } from '../catalog/instant.ts';
import type { Buyer, Draft, Invoice } from './invoice.ts';

export interface Issue {
  readonly number: string;
  readonly buyer: Buyer;
  readonly at: Instant;
}

/** A draft becomes final: open, or, where nothing is due, paid without a charge. */
export const issue = (draft: Draft, { number, buyer, at }: Issue): Invoice => {
  const issued = { ...draft, buyer, number, issuedAt: at };
  return draft.amountDue.amount.isZero()
    ? { ...issued, status: 'paid', paidAt: at, paymentId: null }
    : { ...issued, status: 'open' };
};

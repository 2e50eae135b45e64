import type { Instant } from '../catalog/instant.ts';
import type { Buyer, Draft, Invoice, Seller } from './invoice.ts';

export interface Issue {
  readonly number: string;
  readonly buyer: Buyer;
  readonly seller: Seller;
  readonly at: Instant;
}

/** A draft becomes final: open, or, where nothing is due, paid without a charge. */
export const issue = (draft: Draft, { number, buyer, seller, at }: Issue): Invoice => {
  const issued = { ...draft, buyer, seller, number, issuedAt: at };
  return draft.amountDue.amount.isZero()
    ? { ...issued, status: 'paid', paidAt: at, paymentId: null }
    : { ...issued, status: 'open' };
};

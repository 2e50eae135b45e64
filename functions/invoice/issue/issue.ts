import type { Instant } from '../../kernel/instant.ts';
import { zero } from '../../money/money.ts';
import { nothingPaid } from '../amount-remaining.ts';
import type { Settlement } from '../credit/apply-credits.ts';
import type { Buyer, Draft, Invoice } from '../invoice.ts';
import type { Seller } from '../seller.ts';

/** What a draft gets when it becomes final: its number, both parties as they are then, and the date in the customer's time. */
export interface Issue {
  readonly number: string;
  readonly buyer: Buyer;
  readonly seller: Seller;
  readonly at: Instant;
}

/** Makes a draft final. It is open then, or, where nothing is due, paid without a payment. */
export const issue = (draft: Draft, { number, buyer, seller, at }: Issue): Invoice => {
  const issued = { ...draft, buyer, seller, number, issuedAt: at };
  return draft.amountDue.amount.isZero()
    ? { ...issued, status: 'paid', paidAt: at, paymentId: null }
    : { ...issued, status: 'open' };
};

/** Makes a draft of nothing final without a number: nobody is sent it. Grants and balance stay as they are. */
export const skip = (draft: Draft, { buyer, seller, at }: Omit<Issue, 'number'>): Invoice => {
  const nothing = zero(draft.currency);
  const { balanceBefore } = draft;
  const none = { credits: [], lowered: [], credited: nothing, amountDue: nothing };
  return {
    ...settledBy(draft, { ...none, balanceBefore, balanceAfter: balanceBefore }),
    buyer,
    seller,
    status: 'skipped',
    number: null,
    issuedAt: at,
  };
};

/** The draft with what grants and the balance pay of its total, and so with what is due. */
export const settledBy = (draft: Draft, settlement: Settlement): Draft => ({
  ...draft,
  ...settlement,
  ...nothingPaid(settlement.amountDue),
});

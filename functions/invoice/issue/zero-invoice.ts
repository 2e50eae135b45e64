import type { ZeroInvoices } from '../contract.ts';
import type { Draft } from '../invoice.ts';

/** An invoice of nothing: it asks for nothing, and leaves and takes nothing. One that credit pays is none. */
export const isZero = ({ total, amountDue, balanceBefore, balanceAfter }: Draft): boolean =>
  total.amount.isZero() && amountDue.amount.isZero() && balanceBefore.amount.equals(balanceAfter.amount);

export const isSkipped = (draft: Draft, policy: ZeroInvoices): boolean => policy === 'skip' && isZero(draft);

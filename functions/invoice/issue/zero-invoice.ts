import type { ZeroInvoices } from '../contract.ts';
import type { Draft } from '../invoice.ts';

/** Whether an invoice is of nothing: its total and what is due are zero, and it moves no balance. An invoice that grants or the
 *  balance pay is due for nothing as well, but has a total, and so is a real one. */
export const isZero = ({ total, amountDue, balanceBefore, balanceAfter }: Draft): boolean =>
  total.amount.isZero() && amountDue.amount.isZero() && balanceBefore.amount.equals(balanceAfter.amount);

/** Whether an invoice is made final without a number, by the policy that the stack has for invoices of nothing. */
export const isSkipped = (draft: Draft, policy: ZeroInvoices): boolean => policy === 'skip' && isZero(draft);

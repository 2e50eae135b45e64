import { type Money, zero } from '../money/money.ts';

/** What has become of an invoice's amount due; all settled. These sums and the status are all that changes of a
 *  final invoice. */
export interface Remaining {
  /** What payments have paid of the amount due. */
  readonly amountPaid: Money;
  /** What credit notes have taken back of the total: first of what is still to be paid, and what is more than that
   *  becomes balance. With it is what later invoices have given back of it, as far as it was still to be paid then. */
  readonly amountCredited: Money;
  /** What is still to be paid, also of an invoice that is uncollectible. */
  readonly amountRemaining: Money;
}

/** An invoice that was just made: all of the amount due remains. */
export const nothingPaid = (amountDue: Money): Remaining => ({
  amountPaid: zero(amountDue.currency),
  amountCredited: zero(amountDue.currency),
  amountRemaining: amountDue,
});

import { discountsOf, useOf } from '../../catalog/coupon/discount-store.ts';
import type { Customer } from '../../catalog/customer/customer.ts';
import type { BillingPeriod } from '../../catalog/subscription/billing-period.ts';
import type { InvoiceId } from '../../kernel/ids.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import { discountsOn, type InvoiceDiscount } from '../discount/invoice-discounts.ts';
import type { NewLine } from '../invoice.ts';
import { manualNewLine } from './manual-new-line.ts';
import { takeLine, waitingLinesOf } from './manual-store.ts';

/** What the customer's next invoice takes from elsewhere: manual lines that wait, and periods of discounts. */
export interface Taken {
  readonly lines: readonly NewLine[];
  readonly discounts: readonly InvoiceDiscount[];
  /** Notes that the invoice has taken all this, in the transaction that writes its draft: so nothing is taken twice.
   *  @param used the discounts of which it uses up a period */
  readonly writes: (used: readonly InvoiceDiscount[]) => readonly TransactItem[];
}

/** Reads what the customer's next invoice takes. Strongly consistent.
 *  @param invoice its id; of invoices that replace one another, the id of the first */
export const loadTaken = async (
  { id, currency }: Customer,
  period: BillingPeriod,
  invoice: InvoiceId,
): Promise<Taken> => {
  const [waiting, discounts] = await Promise.all([waitingLinesOf(id, currency), discountsOf(id)]);
  return {
    lines: waiting.map((line) => manualNewLine(line, id, period, line.id)),
    discounts: discountsOn(discounts, { id: invoice, period, isTrial: period.isTrial }),
    writes: (used) => [
      ...used.map((discount) => useOf(discount, invoice)),
      ...waiting.map((line) => takeLine(line, invoice)),
    ],
  };
};

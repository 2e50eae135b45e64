import { discountsOf, useOf } from '../../catalog/coupon/discount-store.ts';
import type { Customer } from '../../catalog/customer/customer.ts';
import type { BillingPeriod } from '../../catalog/subscription/billing-period.ts';
import type { InvoiceId } from '../../kernel/ids.ts';
import { inLanes } from '../../kernel/lanes.ts';
import { Contended, type TransactItem } from '../../platform/table/transaction.ts';
import { discountsOn, type InvoiceDiscount } from '../discount/invoice-discounts.ts';
import type { NewLine } from '../invoice.ts';
import type { ManualLine } from './manual-line.ts';
import { manualNewLine } from './manual-new-line.ts';
import { linesFor, takeLine } from './manual-store.ts';

/** What the customer's next invoice takes from elsewhere: manual lines that wait, and periods of discounts. */
export interface Taken {
  readonly lines: readonly NewLine[];
  readonly discounts: readonly InvoiceDiscount[];
  /** The manual lines, before they are lines of an invoice. There may be many more than a transaction has room for. */
  readonly waiting: readonly ManualLine[];
  /** Notes which discounts the invoice has taken, in the transaction that writes its draft: so none is taken twice.
   *  @param used the discounts of which it uses up a period: 20 at most */
  readonly writes: (used: readonly InvoiceDiscount[]) => readonly TransactItem[];
}

/** Reads what the customer's next invoice takes. Strongly consistent.
 *  @param invoice its id; of invoices that replace one another, the id of the first */
export const loadTaken = async (customer: Customer, period: BillingPeriod, invoice: InvoiceId): Promise<Taken> => {
  const { id } = customer;
  const [waiting, discounts] = await Promise.all([linesFor(customer, invoice), discountsOf(id)]);
  return {
    lines: waiting.map((line) => manualNewLine(line, id, period, line.id)),
    discounts: discountsOn(discounts, { id: invoice, period, isTrial: period.isTrial }),
    waiting,
    writes: (used) => used.map((discount) => useOf(discount, invoice)),
  };
};

/** Lines that are taken at the same time. */
const lanes = 16;

/** Takes the manual lines for the invoice, one by one: a repeat of the step takes the same ones again.
 *  @throws Contended `draft_contended` where one has been deleted or taken meanwhile */
export const takeLines = async ({ waiting }: Pick<Taken, 'waiting'>, invoice: InvoiceId): Promise<void> => {
  const taken = await inLanes(waiting, lanes, (line) => takeLine(line, invoice));
  if (taken.includes(false)) throw new Contended('draft', `What draft ${invoice} takes has changed meanwhile.`);
};

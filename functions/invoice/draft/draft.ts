import type { Customer } from '../../catalog/customer/customer.ts';
import { lastPhaseOf } from '../../catalog/subscription/subscription.ts';
import { type InvoiceId, invoiceIdOf } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Buyer, Draft, InvoiceLine, Section } from '../invoice.ts';
import { type Closing, planIn } from '../period/closing.ts';
import type { Totals } from '../totals.ts';

/** The lines of an invoice after coupons, their sums, and their sections where there are lines of several customers. */
export interface Reckoned {
  readonly lines: readonly InvoiceLine[];
  readonly totals: Totals;
  readonly sections: readonly Section[];
}

/** The draft of the period's invoice. The same input gives the same draft, with the same id. Its plan is the last of
 *  the period.
 *  @param at when it is made, by the wall clock
 *  @param id by default that of the period's close */
export const draft = (
  closing: Closing,
  { lines, totals, sections }: Reckoned,
  at: Instant,
  id: InvoiceId = invoiceIdOf(closing.subscription.id, closing.period.end),
): Draft => {
  const { customer, subscription, period } = closing;
  const plan = planIn(closing, lastPhaseOf(subscription, period));
  return {
    ...{ status: 'draft', number: null, issuedAt: null, seller: null, replaces: null, revision: 0 },
    id,
    customerId: customer.id,
    buyer: buyerOf(customer),
    subscriptionId: subscription.id,
    ...{ planId: plan.planId, planVersion: plan.version, planName: plan.name },
    ...{ testClockId: customer.testClockId, currency: customer.currency, timeZone: customer.timeZone },
    period: { start: period.start, end: period.end },
    ...{ lines, sections },
    ...totals,
    createdAt: at,
  };
};

/** The customer as it is printed on an invoice. */
export const buyerOf = ({ name, email, address, tax, locale }: Customer): Buyer => ({
  ...{ name, email, address },
  taxIds: tax.taxIds.map(({ value }) => value),
  locale,
});

import type { Customer } from '../../catalog/customer/customer.ts';
import { lastPhaseOf } from '../../catalog/subscription/subscription.ts';
import { invoiceIdOf } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Buyer, Draft, InvoiceLine, Section } from '../invoice.ts';
import { type Closing, planIn } from '../period/closing.ts';
import type { Totals } from '../totals.ts';

/** What the lines come to, and what they are of where several customers' are together. */
export interface Reckoned {
  readonly lines: readonly InvoiceLine[];
  readonly totals: Totals;
  readonly sections: readonly Section[];
}

/** The invoice of the period. The same input gives the same invoice, its id included.
 *  @param at by the wall clock */
export const draft = (closing: Closing, { lines, totals, sections }: Reckoned, at: Instant): Draft => {
  const { customer, subscription, period } = closing;
  const plan = planIn(closing, lastPhaseOf(subscription, period));
  return {
    ...{ status: 'draft', number: null, issuedAt: null, seller: null, replaces: null, revision: 0 },
    id: invoiceIdOf(subscription.id, period.end),
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

export const buyerOf = ({ name, email, address, tax, locale }: Customer): Buyer => ({
  ...{ name, email, address },
  taxIds: tax.taxIds.map(({ value }) => value),
  locale,
});

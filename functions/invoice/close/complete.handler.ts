import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import { completePeriod, requireSubscription } from '../../catalog/subscription/subscription-store.ts';
import type { Instant } from '../../kernel/instant.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { closeSchema } from '../contract.ts';
import { closeVerdict } from './close-due.ts';

type Completed = { readonly outcome: 'next_due'; readonly periodEnd: Instant } | { readonly outcome: 'done' };

/** Completes the period, opens the next one, and answers whether that is due as well: a subscription may have begun months ago,
 *  and is then closed period by period. */
export const handler = task(closeSchema, async ({ subscriptionId, periodEnd }): Promise<Completed> => {
  const before = await requireSubscription(subscriptionId);
  const customer = await requireCustomer(before.customerId);
  const isOpen = before.period.end === periodEnd && before.status === 'active';
  const subscription = isOpen ? await completePeriod(before, customer.timeZone) : before;
  const next = subscription.period.end;
  const verdict = closeVerdict(subscription, next, await customerNow(customer, wallClock()));
  return verdict === 'due' ? { outcome: 'next_due', periodEnd: next } : { outcome: 'done' };
});

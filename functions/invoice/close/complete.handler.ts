import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import { completePeriod, requireSubscription } from '../../catalog/subscription/subscription-store.ts';
import type { Instant } from '../../kernel/instant.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { closeSchema } from '../contract.ts';
import { closeVerdict } from './close-due.ts';

type Completed = { readonly outcome: 'next_due'; readonly periodEnd: Instant } | { readonly outcome: 'done' };

/** Opens the next period, and says whether it is due as well: a subscription may have begun long ago. */
export const handler = task(closeSchema, async ({ subscriptionId, periodEnd }): Promise<Completed> => {
  const before = await requireSubscription(subscriptionId);
  const customer = await requireCustomer(before.customerId);
  const isOpen = before.period.end === periodEnd && before.status === 'active';
  const subscription = isOpen ? await completePeriod(before, customer.timeZone) : before;
  const next = subscription.period.end;
  const verdict = closeVerdict(subscription, next, await customerNow(customer, wallClock()));
  return verdict === 'due' ? { outcome: 'next_due', periodEnd: next } : { outcome: 'done' };
});

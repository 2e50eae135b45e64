import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import { nextPeriodOf } from '../../catalog/subscription/subscription.ts';
import { completePeriod, requireSubscription } from '../../catalog/subscription/subscription-store.ts';
import type { Instant } from '../../kernel/instant.ts';
import { nothingBills } from '../../meter/shard/shard-head.ts';
import { billFrom } from '../../meter/shard/shard-head-store.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { closeSchema } from '../contract.ts';
import { isFinalClose } from '../late/final-close.ts';
import { finishFinalClose } from '../late/final-close-store.ts';
import { closeVerdict } from './close-due.ts';

type Completed = { readonly outcome: 'next_due'; readonly periodEnd: Instant } | { readonly outcome: 'done' };

/** Completes the period, opens the next one, and answers whether that is due as well: a subscription may have begun months ago,
 *  and is then closed period by period. After the last period, no period of the customer bills what comes: from then on it leaves
 *  marks. That is said before the subscription ends, so that nothing comes in between. */
export const handler = task(closeSchema, async ({ subscriptionId, periodEnd }): Promise<Completed> => {
  const before = await requireSubscription(subscriptionId);
  if (isFinalClose(before, periodEnd)) {
    await finishFinalClose({ customerId: before.customerId, subscriptionId, periodEnd });
    return { outcome: 'done' };
  }
  const customer = await requireCustomer(before.customerId);
  const isOpen = before.period.end === periodEnd && before.status === 'active';
  if (isOpen && nextPeriodOf(before) === undefined) await billFrom(customer.id, nothingBills);
  const subscription = isOpen ? await completePeriod(before, customer.timeZone) : before;
  const next = subscription.period.end;
  const verdict = closeVerdict(subscription, next, await customerNow(customer, wallClock()));
  return verdict === 'due' ? { outcome: 'next_due', periodEnd: next } : { outcome: 'done' };
});

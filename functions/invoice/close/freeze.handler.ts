import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import { beginClosing, requireSubscription } from '../../catalog/subscription/subscription-store.ts';
import { closeThrough } from '../../meter/shard/head-store.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { closeSchema } from '../contract.ts';
import { type CloseVerdict, closeVerdict } from './close-due.ts';

/** From here on the period that is due stays as it is: no change of its subscription is taken, and the customer's watermark
 *  moves to its end. At the start of a subscription nothing is counted yet: the watermark stays. */
export const handler = task(closeSchema, async ({ subscriptionId, periodEnd }): Promise<{ outcome: CloseVerdict }> => {
  const subscription = await requireSubscription(subscriptionId);
  const customer = await requireCustomer(subscription.customerId);
  const now = await customerNow(customer, wallClock());
  if (closeVerdict(subscription, periodEnd, now) !== 'due') {
    return { outcome: closeVerdict(subscription, periodEnd, now) };
  }
  const closing = await beginClosing(subscription);
  const outcome = closeVerdict(closing, periodEnd, now);
  if (outcome === 'due' && closing.period.index >= 0) await closeThrough(customer.id, periodEnd);
  return { outcome };
});

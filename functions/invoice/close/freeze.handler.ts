import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import { beginClosing, requireSubscription } from '../../catalog/subscription/subscription-store.ts';
import { billFrom, closeThrough } from '../../meter/shard/shard-head-store.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { closeSchema } from '../contract.ts';
import { isFinalClose } from '../late/final-close.ts';
import { beginFinalClose } from '../late/final-close-service.ts';
import { type CloseVerdict, closeVerdict } from './close-due.ts';

/** Freezes a period that is due: from here on no change of its subscription is taken, and the customer's watermark moves to its end,
 *  so that events of the period that come later count as late. The close of a subscription's start (period -1) bills fees alone
 *  and moves no watermark. A final close ends an epoch of late usage, if there is any, and closes nothing else. */
export const handler = task(closeSchema, async ({ subscriptionId, periodEnd }): Promise<{ outcome: CloseVerdict }> => {
  const subscription = await requireSubscription(subscriptionId);
  if (isFinalClose(subscription, periodEnd)) {
    return { outcome: (await beginFinalClose(subscription, periodEnd)) ? 'due' : 'closed' };
  }
  const customer = await requireCustomer(subscription.customerId);
  const now = await customerNow(customer, wallClock());
  if (closeVerdict(subscription, periodEnd, now) !== 'due') {
    return { outcome: closeVerdict(subscription, periodEnd, now) };
  }
  const closing = await beginClosing(subscription);
  const outcome = closeVerdict(closing, periodEnd, now);
  if (outcome === 'due') await billFrom(customer.id, closing.startAt);
  if (outcome === 'due' && closing.period.index >= 0) await closeThrough(customer.id, periodEnd);
  return { outcome };
});

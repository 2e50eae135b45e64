import { customerNow, requireCustomer } from '../catalog/customer-store.ts';
import { requireSubscription } from '../catalog/subscription-store.ts';
import { closeThrough } from '../meter/head-store.ts';
import { wallClock } from '../platform/clock.ts';
import { task } from '../platform/task.ts';
import { type CloseVerdict, closeVerdict } from './close-due.ts';
import { closeSchema } from './contract.ts';

/** Moves the customer's watermark to the end of a period that is due: what was counted until then stays as it is. */
export const handler = task(closeSchema, async ({ subscriptionId, periodEnd }): Promise<{ outcome: CloseVerdict }> => {
  const subscription = await requireSubscription(subscriptionId);
  const customer = await requireCustomer(subscription.customerId);
  const outcome = closeVerdict(subscription, periodEnd, await customerNow(customer, wallClock()));
  if (outcome === 'due') await closeThrough(customer.id, periodEnd);
  return { outcome };
});

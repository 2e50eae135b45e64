import type { CustomerId } from '../../kernel/ids.ts';
import { endWait } from '../../platform/executions.ts';
import type { Collection } from '../collection.ts';
import { collectionsOf } from '../collection-store.ts';
import { type Readiness, readiness } from '../readiness.ts';
import { situationOf } from '../situation-service.ts';

/** Lets a collection that waits go on to its next attempt. A wait that has ended already stays ended.
 *  @param token that the collection left when it began to wait */
export const wake = (token: string, reason: Readiness['kind']): Promise<void> => endWait(token, { reason });

/** Wakes those collections of a customer that have something to do now.
 *  @returns how many were woken */
export const wakeCustomer = async (customer: CustomerId): Promise<number> => {
  const collections = await collectionsOf(customer);
  const woken = await Promise.all(collections.map(wakeIfReady));
  return woken.filter((one) => one).length;
};

const wakeIfReady = async ({ customerId, invoiceId, state }: Collection): Promise<boolean> => {
  if (state.status !== 'waiting') return false;
  const ready = readiness(await situationOf(customerId, invoiceId));
  if (ready.kind === 'not_yet') return false;
  await wake(state.token, ready.kind);
  return true;
};

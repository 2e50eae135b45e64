import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Collection } from '../collection.ts';
import { type Readiness, readiness } from '../readiness.ts';
import { situationOf } from '../situation-store.ts';
import { collectionsOf } from '../store.ts';

const client = new SFNClient({ maxAttempts: 5 });

/** Spelled with and without a service in front. */
const gone = /(^|\.)(TaskDoesNotExist|TaskTimedOut)(Exception)?$/;

/** Lets the wait end. Ended already: changes nothing. */
export const wake = async (token: string, reason: Readiness['kind']): Promise<void> => {
  try {
    await client.send(new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ reason }) }));
  } catch (error) {
    if (!(error instanceof Error && gone.test(error.name))) throw error;
  }
};

/** Wakes the collections of a customer that have something to do. */
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

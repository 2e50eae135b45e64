import type { CustomerId } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import type { BatchId } from './batch-id.ts';
import type { CountableEvent } from './batches.ts';
import type { CommitOutcome, CountingStore } from './counting-port.ts';
import { routeBatch } from './route-batch.ts';

export interface Committing {
  readonly batch: BatchId;
  readonly clock: () => Instant;
  /** Waits before the next try, longer each time and by chance, so that competing consumers part. */
  readonly backOff: (tries: number) => Promise<void>;
}

const maxTries = 8;

/** Counts the events of `batch`, which owns them, in one transaction. False when it never will, or not certainly has:
 *  the messages have to come again. */
export const commitBatch = async (
  store: CountingStore,
  customer: CustomerId,
  owned: readonly CountableEvent[],
  { batch, clock, backOff }: Committing,
): Promise<boolean> => {
  const events = owned.map(({ event }) => event);
  const countings = owned.flatMap((countable) => countable.countings);
  const meters = [...new Set(countings.map(({ meter }) => meter))];
  for (let tries = 0; tries < maxTries; tries++) {
    if (tries > 0) await backOff(tries);
    const head = await store.readHead(customer);
    const increments = routeBatch(countings, head.closedThrough);
    const outcome = await store.commit({ customer, batch, events, increments, meters, head, now: clock() });
    const done = await settled(store, customer, batch, outcome);
    if (done !== undefined) return done;
  }
  return false;
};

/** True when the batch is committed, false when it is fenced, undefined when it may be tried again. */
const settled = async (store: CountingStore, customer: CustomerId, batch: BatchId, outcome: CommitOutcome) => {
  if (outcome === 'committed') return true;
  if (outcome === 'busy') return undefined;
  const state = await store.readBatch(customer, batch);
  return state === undefined ? undefined : state === 'committed';
};

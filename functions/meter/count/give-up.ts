import type { UsageEvent } from '../../ingest/usage-event.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { inLanes } from '../../kernel/lanes.ts';
import type { BatchId } from '../counter/batch-id.ts';
import { CountersBusy } from './counters-busy.ts';
import type { CountingStore } from './counting-port.ts';

/** Claims that are let go at once. */
const lanes = 16;

/** Gives up events that a batch has claimed and nobody can count as they are, so that a corrected event may carry the same id. The batch
 *  is fenced first: what it may still commit must not lose its keys. Its other events are free to be taken over, too.
 *  @returns false if the batch was committed before: then its events are counted, and nothing was given up
 *  @throws CountersBusy */
export const giveUp = async (
  store: Pick<CountingStore, 'fence' | 'readBatch' | 'letGo'>,
  { customer, owner }: { readonly customer: CustomerId; readonly owner: BatchId },
  events: readonly UsageEvent[],
  now: Instant,
): Promise<boolean> => {
  await store.fence(customer, owner, now);
  const state = await store.readBatch(customer, owner);
  if (state === 'committed') return false;
  if (state === undefined) throw new CountersBusy('A batch is neither fenced nor committed: try again.');
  await inLanes(events, lanes, (event) => store.letGo(event, owner));
  return true;
};

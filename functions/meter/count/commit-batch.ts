import { isClosed } from '../../ingest/closed-period.ts';
import type { LatePolicy } from '../../ingest/contract.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { BatchId } from '../counter/batch-id.ts';
import type { Best } from '../counter/best.ts';
import type { CountableEvent } from '../counter/countings.ts';
import { type Change, routeBatch } from '../counter/route-batch.ts';
import { shardOf } from '../shard/shard.ts';
import type { CommitOutcome, CountingStore } from './counting-port.ts';

export interface Committing {
  readonly batch: BatchId;
  readonly clock: () => Instant;
  /** Waits before the next try. The pauses grow, and depend on chance, so that consumers that compete go apart. */
  readonly backOff: (tries: number) => Promise<void>;
  /** `bill_next` unless it is given. */
  readonly latePolicy?: LatePolicy | undefined;
}

/** Transactions that are tried for one batch. */
const maxTries = 8;

/** Counts events in one transaction: the batch is put into the log, and its countings are added to the counters. It asserts the
 *  watermark that the events were routed by, so a refused transaction is routed anew and tried again.
 *
 *  Under the policy `reject`, a batch with an event that is late by now is given up as a whole.
 *  @param owned events whose keys the batch owns
 *  @returns whether they are counted; if not, or if it is not certain, their messages have to come again
 *  @throws Unstorable */
export const commitBatch = async (
  store: CountingStore,
  customer: CustomerId,
  owned: readonly CountableEvent[],
  { batch, clock, backOff, latePolicy }: Committing,
): Promise<boolean> => {
  const events = owned.map(({ event }) => event);
  const countings = owned.flatMap((countable) => countable.countings);
  const meters = [...new Set(countings.map(({ meter }) => meter))];
  for (let tries = 0; tries < maxTries; tries++) {
    if (tries > 0) await backOff(tries);
    const { shard, head } = await headFor(store, customer, batch);
    if (latePolicy === 'reject' && events.some((event) => isClosed(event, head.closedThrough))) return false;
    const changes = routeBatch(countings, head.closedThrough);
    const seen = await bestsFor(store, customer, shard, changes);
    const outcome = await store.commit({ customer, batch, shard, events, changes, seen, meters, head, now: clock() });
    const done = await settled(store, customer, batch, outcome);
    if (done !== undefined) return done;
  }
  return false;
};

/** The shard that a batch belongs to, and that shard's head. Shard 0 says how many shards the customer has. */
export const headFor = async (store: Pick<CountingStore, 'readHead'>, customer: CustomerId, batch: BatchId) => {
  const first = await store.readHead(customer, 0);
  const shard = shardOf(batch, first.shards);
  return { shard, head: shard === 0 ? first : await store.readHead(customer, shard) };
};

/** The bests of those counters that keep one. */
export const bestsFor = async (
  store: Pick<CountingStore, 'readBests'>,
  customer: CustomerId,
  shard: number,
  changes: readonly Change[],
) => {
  const counters = changes.flatMap(({ kind, counter }) => (kind === 'compare' ? [counter] : []));
  return counters.length === 0 ? new Map<string, Best>() : store.readBests(customer, shard, counters);
};

/** True when the batch is committed, false when another consumer has fenced it, undefined when it may be tried again. After a
 *  refusal or a lost answer, the log says which it is. */
const settled = async (store: CountingStore, customer: CustomerId, batch: BatchId, outcome: CommitOutcome) => {
  if (outcome === 'committed') return true;
  if (outcome === 'busy') return undefined;
  const state = await store.readBatch(customer, batch);
  return state === undefined ? undefined : state === 'committed';
};

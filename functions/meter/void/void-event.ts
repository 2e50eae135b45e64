import type { Meter } from '../../catalog/meter/meter.ts';
import { claimKeyOf, type UsageEvent } from '../../ingest/usage-event.ts';
import type { CustomerId, MeterKey } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict, NotFound } from '../../kernel/meterline-error.ts';
import { CountersBusy } from '../count/counters-busy.ts';
import type { CommitOutcome } from '../count/counting-port.ts';
import type { BatchId } from '../counter/batch-id.ts';
import type { Best } from '../counter/best.ts';
import { counterKey, lateCounterKey } from '../counter/counter-key.ts';
import { type Counting, countingsOf } from '../counter/countings.ts';
import type { WindowMinutes } from '../counter/window.ts';
import { countedBy, eventsOf, indexIn, type LogBatch } from '../log/log-batch.ts';
import type { Head } from '../shard/head.ts';
import { type CounterState, opposite, type Reversal, replacements } from './reversal.ts';

export type EventKey = Pick<UsageEvent, 'source' | 'id'>;

/** That an event was taken back; it stays in the log. */
export interface VoidRecord extends EventKey {
  readonly customer: CustomerId;
  readonly type: string;
  readonly time: Instant;
  /** The batch that the event lies in. */
  readonly batch: BatchId;
  readonly voidedAt: Instant;
  readonly reason: string | null;
  /** The watermark that the void was routed by; null while nothing was closed. */
  readonly closedThrough: Instant | null;
  /** Its window was closed: it lowers a late counter, and so the next invoice. */
  readonly late: boolean;
  /** Those that had counted it. */
  readonly meters: readonly MeterKey[];
}

/** The customer's watermark, shards, and how many voids there were. */
export interface VoidHead extends Pick<Head, 'closedThrough' | 'shards'> {
  readonly voids: number;
}

export interface VoidCommit {
  readonly record: VoidRecord;
  /** Of the event in its batch. */
  readonly index: number;
  /** As it was read: no meter may have counted it since. */
  readonly batch: LogBatch;
  readonly meters: readonly Meter[];
  readonly head: VoidHead;
  readonly changes: readonly Reversal[];
}

/** What a void asks of the tables; every read is strongly consistent. */
export interface VoidStore {
  /** The batch that owns the key, and its customer. */
  readOwner(key: string): Promise<{ readonly owner: BatchId; readonly customer: CustomerId } | undefined>;
  readBatch(customer: CustomerId, batch: BatchId): Promise<LogBatch | 'fenced' | undefined>;
  readVoid(customer: CustomerId, batch: BatchId, index: number): Promise<VoidRecord | undefined>;
  readHead(customer: CustomerId): Promise<VoidHead>;
  /** In each shard that has it. */
  readCounters(customer: CustomerId, shards: number, counter: string): Promise<readonly CounterState[]>;
  /** The best of a window and group over the log, but for one event and those that are void. */
  recount(customer: CustomerId, meter: Meter, counting: Counting, without: string): Promise<Best | undefined>;
  commit(commit: VoidCommit): Promise<CommitOutcome>;
}

export interface Voiding {
  readonly store: VoidStore;
  readonly metersOf: (type: string) => readonly Meter[];
  readonly windowMinutes: WindowMinutes;
  readonly clock: () => Instant;
  readonly backOff: (tries: number) => Promise<void>;
}

const maxTries = 8;

/** Takes a counted event back once, however often it is asked to. Void already: the first void's record.
 *  @throws NotFound `event_not_found`, Conflict `event_not_counted`, CountersBusy */
export const voidEvent = async (voiding: Voiding, key: EventKey, reason: string | null): Promise<VoidRecord> => {
  const { store, backOff } = voiding;
  for (let tries = 0; tries < maxTries; tries++) {
    if (tries > 0) await backOff(tries);
    const { batch, event, index } = await findCounted(store, key);
    const record = await store.readVoid(batch.customer, batch.id, index);
    if (record !== undefined) return record;
    const commit = await prepare(voiding, batch, event, index, reason);
    if ((await store.commit(commit)) === 'committed') return commit.record;
  }
  throw new CountersBusy('The counters of this customer are busy: try again.');
};

const findCounted = async (store: VoidStore, key: EventKey) => {
  const claim = await store.readOwner(claimKeyOf(key));
  if (claim === undefined) throw new NotFound('event', key.id);
  const batch = await store.readBatch(claim.customer, claim.owner);
  const events = batch === undefined || batch === 'fenced' ? [] : eventsOf(batch);
  const index = indexIn(events, claimKeyOf(key));
  const event = events[index];
  if (batch === undefined || batch === 'fenced' || event === undefined) {
    throw new Conflict('event_not_counted', `"${key.id}" of "${key.source}" is being counted: try again in a minute.`);
  }
  return { batch, event, index };
};

const prepare = async (
  voiding: Voiding,
  batch: LogBatch,
  event: UsageEvent,
  index: number,
  reason: string | null,
): Promise<VoidCommit> => {
  const { store, metersOf, windowMinutes, clock } = voiding;
  const ofType = metersOf(event.type);
  const meters = ofType.filter((meter) => countedBy(meter, batch, event, index) !== undefined);
  const head = await store.readHead(batch.customer);
  const countable = countingsOf(event, meters, windowMinutes);
  const countings = countable.ok ? countable.countings : [];
  const parts = countings.map((counting) => reversalsOf(store, batch.customer, meters, counting, event, head));
  const { source, id, type, time, customer } = event;
  const { closedThrough } = head;
  const record = {
    ...{ source, id, customer, type, time, batch: batch.id, voidedAt: clock(), reason, closedThrough },
    late: closedThrough !== null && time < closedThrough,
    meters: meters.map((meter) => meter.key),
  };
  return { record, index, batch, meters: ofType, head, changes: (await Promise.all(parts)).flat() };
};

/** What undoes one counting, by the customer's watermark as it is now. */
const reversalsOf = async (
  store: VoidStore,
  customer: CustomerId,
  meters: readonly Meter[],
  counting: Counting,
  event: UsageEvent,
  { closedThrough, shards }: VoidHead,
): Promise<readonly Reversal[]> => {
  const late = closedThrough !== null && counting.window < closedThrough;
  const counter = late ? lateCounterKey(closedThrough, counterKey(counting)) : counterKey(counting);
  const meter = meters.find((candidate) => candidate.key === counting.meter);
  if (counting.taken.kind !== 'compared' || meter === undefined) return [opposite(counter, counting.taken)];
  // Counters before the log: what is counted in between is in the recount, or refuses the commit.
  const states = await store.readCounters(customer, shards, counter);
  const best = await store.recount(customer, meter, counting, claimKeyOf(event));
  return replacements({ counter, late, states, best, by: counting.taken.by });
};

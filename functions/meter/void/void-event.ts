import type { Meter } from '../../catalog/meter/meter.ts';
import { missed } from '../../ingest/closed-period.ts';
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
import type { Head } from '../shard/shard-head.ts';
import { type CounterState, opposite, type Reversal, replacements } from './reversal.ts';

export type EventKey = Pick<UsageEvent, 'source' | 'id'>;

/** Says that an event was taken back. The event itself stays in the log. */
export interface VoidRecord extends EventKey {
  readonly customer: CustomerId;
  readonly type: string;
  readonly time: Instant;
  /** The batch that the event lies in. */
  readonly batch: BatchId;
  readonly voidedAt: Instant;
  readonly reason: string | null;
  /** The customer's watermark when the event was voided; null while nothing was closed. */
  readonly closedThrough: Instant | null;
  /** Whether the event's window was closed by then: the void lowers a late counter, and so the next invoice. */
  readonly late: boolean;
  /** The meters that had counted it. */
  readonly meters: readonly MeterKey[];
}

/** What a void has to know of the customer. `voids` is how many events of the customer were voided so far. */
export interface VoidHead extends Pick<Head, 'closedThrough' | 'billsFrom' | 'shards'> {
  readonly voids: number;
}

export interface VoidCommit {
  readonly record: VoidRecord;
  /** The event's place in its batch. */
  readonly index: number;
  /** The batch as it was read: the commit is refused if a meter has counted it since. */
  readonly batch: LogBatch;
  /** All meters of the event's type. */
  readonly meters: readonly Meter[];
  readonly head: VoidHead;
  readonly changes: readonly Reversal[];
}

/** What a void asks of the tables; every read is strongly consistent. */
export interface VoidStore {
  /** The batch that has claimed the key, and the customer in whose log it lies. */
  readOwner(key: string): Promise<{ readonly owner: BatchId; readonly customer: CustomerId } | undefined>;
  readBatch(customer: CustomerId, batch: BatchId): Promise<LogBatch | 'fenced' | undefined>;
  readVoid(customer: CustomerId, batch: BatchId, index: number): Promise<VoidRecord | undefined>;
  readHead(customer: CustomerId): Promise<VoidHead>;
  /** A counter in each shard that has it. */
  readCounters(customer: CustomerId, shards: number, counter: string): Promise<readonly CounterState[]>;
  /** The best of a window and group by the log, without one event and without all that are void already.
   *  @param without the claim key of that event */
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

/** Takes a counted event back, once: for an event that is void already, the answer is the record of its first void.
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
  const { countings } = countingsOf(event, meters, windowMinutes);
  const parts = countings.map((counting) => reversalsOf(store, batch.customer, meters, counting, event, head));
  const { source, id, type, time, customer } = event;
  const { closedThrough } = head;
  const record = {
    ...{ source, id, customer, type, time, batch: batch.id, voidedAt: clock(), reason, closedThrough },
    late: missed(time, closedThrough) !== undefined,
    meters: meters.map((meter) => meter.key),
  };
  return { record, index, batch, meters: ofType, head, changes: (await Promise.all(parts)).flat() };
};

/** What undoes one counting. It goes to the counter of the window, or to the late counter if the window is closed by now. */
const reversalsOf = async (
  store: VoidStore,
  customer: CustomerId,
  meters: readonly Meter[],
  counting: Counting,
  event: UsageEvent,
  { closedThrough, shards }: VoidHead,
): Promise<readonly Reversal[]> => {
  const met = missed(counting.window, closedThrough);
  const late = met !== undefined;
  const counter = late ? lateCounterKey(met, counterKey(counting)) : counterKey(counting);
  const meter = meters.find((candidate) => candidate.key === counting.meter);
  if (counting.taken.kind !== 'compared' || meter === undefined) return [opposite(counter, counting.taken)];
  // The counters are read before the log. What is counted in between is either in the recount already, or it changes the
  // number of events in a counter, and that refuses the commit.
  const states = await store.readCounters(customer, shards, counter);
  const best = await store.recount(customer, meter, counting, claimKeyOf(event));
  return replacements({ counter, late, states, best, by: counting.taken.by });
};

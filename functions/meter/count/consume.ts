import { countingAt, type Meter } from '../../catalog/meter/meter.ts';
import type { ConflictingEvent } from '../../ingest/admit.ts';
import type { LatePolicy } from '../../ingest/contract.ts';
import { claimKeyOf, type UsageEvent } from '../../ingest/usage-event.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { inLanesBy } from '../../kernel/lanes.ts';
import type { BatchId } from '../counter/batch-id.ts';
import { type CountableEvent, countingsOf } from '../counter/countings.ts';
import type { WindowMinutes } from '../counter/window.ts';
import { apart } from './apart.ts';
import { type Batch, batchesOf } from './batches.ts';
import { claimEvents } from './claim-events.ts';
import { commitBatch, headFor } from './commit-batch.ts';
import { type CountingStore, Unstorable } from './counting-port.ts';
import { additionsOf, fittingSums, type Uncountable } from './fitting-sums.ts';
import { giveUp } from './give-up.ts';
import { type LateAside, setLateAside } from './set-late-aside.ts';

/** What counting needs from the outside. */
export interface Consumer {
  readonly store: CountingStore;
  /** All meters of a type of event, archived ones too. */
  readonly metersOf: (type: string) => readonly Meter[];
  readonly windowMinutes: WindowMinutes;
  readonly clock: () => Instant;
  readonly newBatch: () => BatchId;
  readonly backOff: (tries: number) => Promise<void>;
  /** Milliseconds after which a claim may be taken over; longer than a consumer can live. */
  readonly lease: number;
  /** Asked before each batch whether there is time for one more. A batch that dies halfway would cost the next consumer a
   *  take-over for each of its events. If it is left out, there always is. */
  readonly hasTime?: () => boolean;
  /** Is told the error because of which a batch has to come again. */
  readonly report: (error: unknown) => void;
  /** `bill_next` unless it is given. */
  readonly latePolicy?: LatePolicy | undefined;
}

/** What became of the events of a delivery. Each is in one of the lists. */
export interface Consumption {
  /** Counted by this delivery: by the meters that can read them, which may be none. */
  readonly counted: readonly CountableEvent[];
  /** Counted before, with the same content. */
  readonly duplicates: readonly UsageEvent[];
  /** Their key belongs to an event with another content. */
  readonly conflicts: readonly ConflictingEvent[];
  /** A counter cannot hold the sum that they would lead to. */
  readonly uncountable: readonly Uncountable[];
  /** Their window is closed, and the policy refuses late events. This delivery has neither claimed nor counted them. */
  readonly late: readonly UsageEvent[];
  /** Their messages have to be delivered again. */
  readonly undecided: readonly UsageEvent[];
}

/** Customers that are counted at once. The batches of one customer follow each other, since they write the same counters. */
const lanes = 16;

/** Counts the events of a delivery: each exactly once, whatever other deliveries bring it again, and wherever a consumer dies. */
export const consume = async (consumer: Consumer, events: readonly UsageEvent[]): Promise<Consumption> => {
  const { distinct, repeated, contradicting } = distinctEvents(events);
  const batches = apart(distinct, consumer.metersOf).flatMap((part) =>
    batchesOf(part.map((event) => countableOf(consumer, event))),
  );
  const parts = await inLanesBy(
    batches,
    ({ customer }) => customer,
    lanes,
    (batch) => countBatch(consumer, batch),
  );
  const undecided = new Set(parts.flatMap((part) => part.undecided));
  const first = {
    counted: parts.flatMap((part) => part.counted),
    duplicates: [
      ...parts.flatMap((part) => part.duplicates),
      ...repeated.flatMap(({ event, of }) => (undecided.has(of) ? [] : [event])),
    ],
    conflicts: parts.flatMap((part) => part.conflicts),
    uncountable: parts.flatMap((part) => part.uncountable),
    late: parts.flatMap((part) => part.late),
    undecided: [...undecided, ...repeated.flatMap(({ event, of }) => (undecided.has(of) ? [event] : []))],
  };
  return contradicting.length === 0 ? first : both(first, await consume(consumer, contradicting));
};

const countableOf = ({ metersOf, windowMinutes }: Consumer, event: UsageEvent): CountableEvent =>
  countingsOf(event, countingAt(metersOf(event.type), event.time), windowMinutes);

/** Puts two results together, list by list. */
const both = (a: Consumption, b: Consumption): Consumption => ({
  counted: [...a.counted, ...b.counted],
  duplicates: [...a.duplicates, ...b.duplicates],
  conflicts: [...a.conflicts, ...b.conflicts],
  uncountable: [...a.uncountable, ...b.uncountable],
  late: [...a.late, ...b.late],
  undecided: [...a.undecided, ...b.undecided],
});

const nothing: Consumption = {
  ...{ counted: [], duplicates: [], conflicts: [], uncountable: [], late: [], undecided: [] },
};

/** Claims the events of one batch and commits those that it owns. An error is no proof that nothing happened, so all of the
 *  batch has to come again. */
const countBatch = async (consumer: Consumer, { customer, events }: Batch): Promise<Consumption> => {
  if (consumer.hasTime?.() === false) return { ...nothing, undecided: events.map(({ event }) => event) };
  const { store, clock, backOff, lease, latePolicy } = consumer;
  const batch = consumer.newBatch();
  try {
    const { open, ...aside } = await sorted(consumer, customer, events);
    const countables = new Map(open.map((countable) => [countable.event, countable]));
    const claims = await claimEvents(store, [...countables.keys()], { batch, clock, lease });
    const owned = claims.mine.flatMap((event) => countables.get(event) ?? []);
    const committing = { batch, clock, backOff, latePolicy };
    const committed =
      owned.length === 0
        ? nothing
        : await commitBatch(store, customer, owned, committing).then(
            (done) => (done ? { ...nothing, counted: owned } : { ...nothing, undecided: claims.mine }),
            (error: unknown) => countFitting(consumer, batch, { customer, events: owned }, error),
          );
    return both({ ...nothing, ...aside }, both({ ...nothing, ...claims }, committed));
  } catch (error) {
    consumer.report(error);
    return { ...nothing, undecided: events.map(({ event }) => event) };
  }
};

/** Counts what it can of a batch that DynamoDB refused for good, because a sum would need more than 38 digits. The batch is
 *  fenced, so that its events are free again, and those that their counters can hold go into a new one. The others let their keys
 *  go: a corrected event may have the same id.
 *  @throws the cause, if it is another error or if each event would fit */
const countFitting = async (
  consumer: Consumer,
  batch: BatchId,
  { customer, events }: Batch,
  cause: unknown,
): Promise<Consumption> => {
  if (!(cause instanceof Unstorable)) throw cause;
  const { store, clock } = consumer;
  const { shard, head } = await headFor(store, customer, batch);
  const counters = events.flatMap((event) => additionsOf(event, head.closedThrough).map(({ counter }) => counter));
  const sums = await store.readSums(customer, shard, [...new Set(counters)]);
  const { fitting, tooPrecise } = fittingSums(events, sums, head.closedThrough);
  if (tooPrecise.length === 0) throw cause;
  const setAside = tooPrecise.map(({ event }) => event);
  // It may be committed nevertheless: by an earlier try, whose answer was lost.
  if (!(await giveUp(store, { customer, owner: batch }, setAside, clock()))) return { ...nothing, counted: events };
  const counted = fitting.length === 0 ? nothing : await countBatch(consumer, { customer, events: fitting });
  return both(counted, { ...nothing, uncountable: tooPrecise });
};

/** Events that may be counted, and those that the policy sets aside. */
const sorted = ({ store, latePolicy, clock }: Consumer, customer: CustomerId, events: readonly CountableEvent[]) =>
  latePolicy === 'reject'
    ? setLateAside(store, customer, events, clock())
    : Promise.resolve<LateAside>({ open: events, late: [], duplicates: [], conflicts: [] });

/** The same key may come several times in one delivery. With the same content, the first event stands for all. One with another
 *  content is consumed after the first: the claims decide which of the two owns the key. */
const distinctEvents = (events: readonly UsageEvent[]) => {
  const first = new Map<string, UsageEvent>();
  const repeated: { event: UsageEvent; of: UsageEvent }[] = [];
  const contradicting: UsageEvent[] = [];
  for (const event of events) {
    const key = claimKeyOf(event);
    const known = first.get(key);
    if (known === undefined) first.set(key, event);
    else if (known.hash === event.hash) repeated.push({ event, of: known });
    else contradicting.push(event);
  }
  return { distinct: [...first.values()], repeated, contradicting };
};

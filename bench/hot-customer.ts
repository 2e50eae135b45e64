import { unpackMessage } from '../functions/ingest/message.ts';
import { customerId } from '../functions/kernel/ids.ts';
import { fromMilliseconds } from '../functions/kernel/instant.ts';
import { commitBatch } from '../functions/meter/count/commit-batch.ts';
import { newBatchId } from '../functions/meter/counter/batch-id.ts';
import type { CountableEvent } from '../functions/meter/counter/countings.ts';
import { countingsOf } from '../functions/meter/counter/countings.ts';
import { HotStore, type Turned } from './hot-store.ts';
import { VirtualTime } from './virtual-time.ts';
import { meter, newDelivery } from './workload.ts';

/** How the events of one customer come. */
export interface Rush {
  /** How many events of the customer one commit counts. A busy queue hands a consumer many messages at once, and what they
   *  have of a customer is one batch. */
  readonly eventsPerCommit: number;
  readonly shards: number;
}

export interface Limit {
  readonly rush: Rush;
  /** The most that was kept up with. */
  readonly eventsPerSecond: number;
  /** The limit that turned most commits away when more events came. */
  readonly by: keyof Turned;
}

/** Consumers that Lambda runs at once: `maxConcurrency` in lib/meter/meter.ts. */
const consumers = 50;
/** Milliseconds. */
const runFor = 20_000;
/** When so many deliveries wait in the queue, the consumers will not catch up any more, and the run ends. */
const hopeless = 500;

/** A thousand is the most that a batch may have. */
export const rushes: readonly Rush[] = [
  ...[1, 2, 4, 8, 16].map((shards) => ({ eventsPerCommit: 100, shards })),
  ...[1, 16].map((shards) => ({ eventsPerCommit: 1000, shards })),
];

/** Finds the highest rate that is kept up with: it is doubled until it is too much, then narrowed down by halving the gap. */
export const limitOf = async (rush: Rush): Promise<Limit> => {
  const owned = batchOf(rush.eventsPerCommit);
  let held = 0;
  let broke: number | undefined;
  let by: keyof Turned = 'conflict';
  while (broke === undefined || broke - held > broke / 25) {
    const rate = broke === undefined ? Math.max(5, held * 2) : (held + broke) / 2;
    const { keptUp, turned } = await run(rush, owned, rate);
    if (keptUp) held = rate;
    else {
      broke = rate;
      by = mostOf(turned);
    }
  }
  return { rush, eventsPerSecond: held * rush.eventsPerCommit, by };
};

const customer = customerId('cust_1000');

const batchOf = (events: number): readonly CountableEvent[] =>
  newDelivery({ events, customers: 1, groups: 1, now: fromMilliseconds(Date.UTC(2026, 10, 26, 12, 30)) })
    .Records.flatMap(({ body }) => unpackMessage(body))
    .map((event) => countingsOf(event, [meter], 60));

/** One run: deliveries come at random times, `rate` a second on average, and each consumer claims and commits as in the
 *  stack, with its back-off. A delivery whose consumer gives up stays uncounted. */
const run = async ({ shards }: Rush, owned: readonly CountableEvent[], rate: number) => {
  const time = new VirtualTime();
  const random = chance();
  const store = new HotStore(time, shards);
  const clock = () => fromMilliseconds(time.now);
  const backOff = (tries: number) => time.sleep(2 ** tries * 10 * (1 + random()));
  const delivered = { waiting: 0, beingCounted: 0, arrived: 0, counted: 0 };
  const consume = async (): Promise<void> => {
    delivered.beingCounted += 1;
    while (delivered.waiting > 0) {
      delivered.waiting -= 1;
      await store.claim();
      const committing = { batch: newBatchId(clock(), random), clock, backOff };
      if (await commitBatch(store, customer, owned, committing)) delivered.counted += 1;
    }
    delivered.beingCounted -= 1;
  };
  const arrive = async (): Promise<never> => {
    for (;;) {
      await time.sleep((-Math.log(1 - random()) * 1000) / rate);
      delivered.arrived += 1;
      delivered.waiting += 1;
      if (delivered.beingCounted < consumers) void consume();
    }
  };
  void arrive();
  await time.runUntil(runFor, () => delivered.waiting > hopeless);
  const uncounted = delivered.arrived - delivered.counted;
  return { keptUp: uncounted <= 5 + delivered.arrived / 50, turned: store.turned };
};

const mostOf = (turned: Turned): keyof Turned => {
  if (turned.log > turned.conflict && turned.log > turned.counters) return 'log';
  return turned.counters > turned.conflict ? 'counters' : 'conflict';
};

/** Numbers in [0, 1), the same in every run (mulberry32). */
const chance = (): (() => number) => {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

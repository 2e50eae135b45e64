import type { UsageEvent } from '../functions/ingest/usage-event.ts';
import type { Commit, CommitOutcome, CountingStore } from '../functions/meter/count/counting-port.ts';
import { packEntry } from '../functions/meter/log/log-entry.ts';
import type { Head } from '../functions/meter/shard/head.ts';
import { Partition } from './partition.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Milliseconds of a call, as in `stub-aws.ts`. A transaction has its items from its beginning to its end, and any other that
 *  wants one of them meanwhile is cancelled; that is told sooner. */
const took = { read: 4, claim: 10, commit: 15, cancelled: 5 } as const;

/** Why a commit was turned away. */
export interface Turned {
  conflict: number;
  counters: number;
  log: number;
}

/** The tables of one customer as far as their limits go: items that transactions hold, and three kinds of partitions. Claims
 *  are spread over the whole table, and so are no limit of a customer's. */
export class HotStore implements CountingStore {
  readonly turned: Turned = { conflict: 0, counters: 0, log: 0 };
  private readonly held = new Set<string>();
  private readonly counters = new Map<number, Partition>();
  private readonly log = new Partition();

  constructor(
    private readonly time: VirtualTime,
    private readonly shards: number,
  ) {}

  async claim(): Promise<ReadonlySet<string>> {
    await this.time.sleep(took.claim);
    return new Set();
  }

  async readHead(): Promise<Head> {
    await this.time.sleep(took.read);
    return { shards: this.shards, closedThrough: null, lastLogDay: null };
  }

  readBests = unasked;
  readSums = unasked;
  readClaims = unasked;
  readBatch = unasked;
  fence = unasked;
  takeOver = unasked;

  async commit({ shard, changes, events }: Commit): Promise<CommitOutcome> {
    const items = ['HEAD', ...changes.map(({ counter }) => counter)].map((sk) => `${shard} ${sk}`);
    const refusal = this.refusal(shard, items, events);
    if (refusal !== undefined) {
      this.turned[refusal] += 1;
      await this.time.sleep(took.cancelled);
      return 'busy';
    }
    for (const item of items) this.held.add(item);
    await this.time.sleep(took.commit);
    for (const item of items) this.held.delete(item);
    return 'committed';
  }

  /** In a transaction each item costs twice; one that is cancelled costs as much. */
  private refusal(shard: number, items: readonly string[], events: readonly UsageEvent[]): keyof Turned | undefined {
    const counters = this.counters.get(shard) ?? new Partition();
    this.counters.set(shard, counters);
    if (!counters.take(items.length * 2, this.time.now)) return 'counters';
    if (items.some((item) => this.held.has(item))) return 'conflict';
    return this.log.take(logUnits(events) * 2, this.time.now) ? undefined : 'log';
  }
}

/** Of new events whose meter adds up, nobody asks. */
const unasked = (): never => {
  throw new TypeError('a fresh sum has nothing to read');
};

/** Key and other attributes of a batch's item. */
const around = 150;

const known = new WeakMap<readonly UsageEvent[], number>();

/** Write units of the batch in the log, by its real size. */
const logUnits = (events: readonly UsageEvent[]): number => {
  const units = known.get(events) ?? Math.ceil((packEntry(events).byteLength + around) / 1024);
  known.set(events, units);
  return units;
};

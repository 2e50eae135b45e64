import type { UsageEvent } from '../functions/ingest/usage-event.ts';
import type { Commit, CommitOutcome, CountingStore } from '../functions/meter/count/counting-port.ts';
import { packEntry } from '../functions/meter/log/log-entry.ts';
import type { Head } from '../functions/meter/shard/shard-head.ts';
import { Partition } from './partition.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Milliseconds that a call takes, as in `stub-aws.ts`. A transaction holds its items while it runs; another one that wants
 *  an item meanwhile is cancelled, which takes less time. */
const took = { read: 4, claim: 10, commit: 15, cancelled: 5 } as const;

/** Why a commit was turned away. */
export interface Turned {
  conflict: number;
  counters: number;
  log: number;
}

/** The tables as one customer meets their limits: items that transactions hold, and the partitions of its counters and of
 *  its log. Claims are spread over their whole table, so that they limit no single customer. */
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
    return { shards: this.shards, closedThrough: null, closedBefore: null, billsFrom: null, lastLogDay: null };
  }

  readBests = unasked;
  readSums = unasked;
  readClaims = unasked;
  readBatch = unasked;
  fence = unasked;
  takeOver = unasked;
  letGo = unasked;

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

  /** Why the commit is turned away, or undefined. DynamoDB takes twice the write units for an item in a transaction, and
   *  takes them for one that is cancelled too. */
  private refusal(shard: number, items: readonly string[], events: readonly UsageEvent[]): keyof Turned | undefined {
    const counters = this.counters.get(shard) ?? new Partition();
    this.counters.set(shard, counters);
    if (!counters.take(items.length * 2, this.time.now)) return 'counters';
    if (items.some((item) => this.held.has(item))) return 'conflict';
    return this.log.take(logUnits(events) * 2, this.time.now) ? undefined : 'log';
  }
}

/** Not called here: new events of a meter that sums need none of these reads. */
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

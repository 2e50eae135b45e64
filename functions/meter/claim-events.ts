import { type Instant, plusMilliseconds } from '../catalog/instant.ts';
import type { ConflictingEvent } from '../ingest/admit.ts';
import { claimKeyOf, type UsageEvent } from '../ingest/usage-event.ts';
import type { BatchId } from './batch-id.ts';
import type { Claim, CountingStore } from './counting-port.ts';

/** What became of a batch's events before its commit. */
export interface Claims {
  /** Owned by this batch. */
  readonly mine: readonly UsageEvent[];
  /** In a batch that committed. */
  readonly duplicates: readonly UsageEvent[];
  readonly conflicts: readonly ConflictingEvent[];
  /** Owned by a batch that may still commit: the message has to come again. */
  readonly undecided: readonly UsageEvent[];
}

export interface Claiming {
  readonly batch: BatchId;
  readonly clock: () => Instant;
  /** Longer than a consumer can live, in milliseconds. */
  readonly lease: number;
}

const insertsPerCall = 25;
const readsPerCall = 100;
/** Each try ends in a decision or in a lost race against another consumer. */
const maxTries = 4;

/** Claims every event for `batch`, or finds out whose it is. Events have distinct keys. */
export const claimEvents = async (
  store: CountingStore,
  events: readonly UsageEvent[],
  claiming: Claiming,
): Promise<Claims> => {
  const inserted = await inChunks(events, insertsPerCall, (part) =>
    store.claim(part, claiming.batch, claiming.clock()).catch(() => nothing),
  );
  const certain = new Set(inserted.flatMap((keys) => [...keys]));
  const claims: MutableClaims = { mine: [], duplicates: [], conflicts: [], undecided: [] };
  claims.mine.push(...events.filter((event) => certain.has(claimKeyOf(event))));
  let open = events.filter((event) => !certain.has(claimKeyOf(event)));
  for (let tries = 0; open.length > 0 && tries < maxTries; tries++) {
    open = await decide(store, open, claiming, claims);
  }
  claims.undecided.push(...open);
  return claims;
};

type MutableClaims = { [Fate in keyof Claims]: Claims[Fate][number][] };

const nothing: ReadonlySet<string> = new Set();

/** One look at who owns the events. Returns those to look at again. */
const decide = async (
  store: CountingStore,
  events: readonly UsageEvent[],
  claiming: Claiming,
  claims: MutableClaims,
) => {
  const read = await inChunks(events, readsPerCall, (part) => store.readClaims(part.map(claimKeyOf)));
  const known = new Map(read.flatMap((part) => [...part]));
  const again: UsageEvent[] = [];
  for (const event of events) {
    const claim = known.get(claimKeyOf(event));
    const fate =
      claim === undefined ? await insertAgain(store, event, claiming) : await fateOf(store, event, claim, claiming);
    if (fate === 'again') again.push(event);
    else if (fate === 'conflict') claims.conflicts.push({ event, claimedHash: claim?.hash ?? '' });
    else claims[fate].push(event);
  }
  return again;
};

type Fate = 'mine' | 'duplicates' | 'undecided' | 'conflict' | 'again';

/** The insertion of the batch had failed, as by a throttle. */
const insertAgain = async (store: CountingStore, event: UsageEvent, { batch, clock }: Claiming): Promise<Fate> => {
  const certain = await store.claim([event], batch, clock()).catch(() => nothing);
  return certain.size === 1 ? 'mine' : 'again';
};

const fateOf = async (store: CountingStore, event: UsageEvent, claim: Claim, claiming: Claiming): Promise<Fate> => {
  const { batch, clock, lease } = claiming;
  if (claim.hash !== event.hash) return 'conflict';
  if (claim.owner === batch) return 'mine';
  const state = await store.readBatch(claim.customer, claim.owner);
  if (state === 'committed') return 'duplicates';
  if (state === undefined) {
    if (plusMilliseconds(claim.claimedAt, lease) > clock()) return 'undecided';
    await store.fence(claim.customer, claim.owner, clock());
    if ((await store.readBatch(claim.customer, claim.owner)) !== 'fenced') return 'again';
  }
  return (await store.takeOver(event, claim.owner, batch, clock())) ? 'mine' : 'again';
};

/** All parts at once: a request of 1,000 events is 40 inserts' calls. */
const inChunks = <T, R>(
  items: readonly T[],
  size: number,
  call: (part: readonly T[]) => Promise<R>,
): Promise<readonly R[]> => {
  const calls: Promise<R>[] = [];
  for (let at = 0; at < items.length; at += size) calls.push(call(items.slice(at, at + size)));
  return Promise.all(calls);
};

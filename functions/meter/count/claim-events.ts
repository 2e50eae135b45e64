import type { ConflictingEvent } from '../../ingest/admit.ts';
import { claimKeyOf, type UsageEvent } from '../../ingest/usage-event.ts';
import { type Instant, plusMilliseconds } from '../../kernel/instant.ts';
import type { BatchId } from '../counter/batch-id.ts';
import type { BatchState, Claim, CountingStore } from './counting-port.ts';

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
/** Each try ends in a decision, a failed insertion, or a lost race against another consumer. */
const maxTries = 5;

/** Claims every event for `batch`, or finds out whose it is. Events have distinct keys. */
export const claimEvents = async (
  store: CountingStore,
  events: readonly UsageEvent[],
  claiming: Claiming,
): Promise<Claims> => {
  const claims: MutableClaims = { mine: [], duplicates: [], conflicts: [], undecided: [] };
  let open: Open = { unclaimed: events, raced: [] };
  for (let tries = 0; open.unclaimed.length + open.raced.length > 0 && tries < maxTries; tries++) {
    const inserted = await insert(store, open.unclaimed, claiming);
    claims.mine.push(...open.unclaimed.filter((event) => inserted.has(claimKeyOf(event))));
    const others = open.unclaimed.filter((event) => !inserted.has(claimKeyOf(event)));
    open = await decide(store, [...others, ...open.raced], claiming, claims);
  }
  claims.undecided.push(...open.unclaimed, ...open.raced);
  return claims;
};

type MutableClaims = { [Fate in keyof Claims]: Claims[Fate][number][] };

/** Events to look at again. */
interface Open {
  /** Without a claim: never inserted, or the insertion had failed, as by a throttle. */
  readonly unclaimed: readonly UsageEvent[];
  /** Taken over by somebody else meanwhile. */
  readonly raced: readonly UsageEvent[];
}

const nothing: ReadonlySet<string> = new Set();

/** The keys whose insertion is certain. */
const insert = async (store: CountingStore, events: readonly UsageEvent[], { batch, clock }: Claiming) => {
  const parts = await inChunks(events, insertsPerCall, (part) =>
    store.claim(part, batch, clock()).catch(() => nothing),
  );
  return new Set(parts.flatMap((keys) => [...keys]));
};

/** One look at who owns the events. */
const decide = async (
  store: CountingStore,
  events: readonly UsageEvent[],
  claiming: Claiming,
  claims: MutableClaims,
): Promise<Open> => {
  const read = await inChunks(events, readsPerCall, (part) => store.readClaims(part.map(claimKeyOf)));
  const known = new Map(read.flatMap((part) => [...part]));
  const owners = ownersOf(store, claiming);
  const fates = await Promise.all(
    events.map(async (event) => {
      const claim = known.get(claimKeyOf(event));
      return { event, claim, fate: claim && (await fateOf(store, event, claim, owners, claiming)) };
    }),
  );
  const open: { unclaimed: UsageEvent[]; raced: UsageEvent[] } = { unclaimed: [], raced: [] };
  for (const { event, claim, fate } of fates) {
    if (claim === undefined || fate === undefined) open.unclaimed.push(event);
    else if (fate === 'raced') open.raced.push(event);
    else if (fate === 'conflict') claims.conflicts.push({ event, claimedHash: claim.hash });
    else claims[fate].push(event);
  }
  return open;
};

type Fate = 'mine' | 'duplicates' | 'undecided' | 'conflict' | 'raced';

const fateOf = async (
  store: CountingStore,
  event: UsageEvent,
  claim: Claim,
  owners: Owners,
  claiming: Claiming,
): Promise<Fate> => {
  const { batch, clock, lease } = claiming;
  if (claim.hash !== event.hash) return 'conflict';
  if (claim.owner === batch) return 'mine';
  const state = await owners.read(claim);
  if (state === 'committed') return 'duplicates';
  if (state === undefined) {
    if (plusMilliseconds(claim.claimedAt, lease) > clock()) return 'undecided';
    if ((await owners.fence(claim)) !== 'fenced') return 'raced';
  }
  return (await store.takeOver(event, claim.owner, batch, clock())) ? 'mine' : 'raced';
};

/** The batches that own the claims of one look. Each is asked once: a message that comes again has one owner for all. */
interface Owners {
  readonly read: (claim: Claim) => Promise<BatchState | undefined>;
  /** What it is after the fence. */
  readonly fence: (claim: Claim) => Promise<BatchState | undefined>;
}

const ownersOf = (store: CountingStore, { clock }: Claiming): Owners => {
  const read = ({ customer, owner }: Claim) => store.readBatch(customer, owner);
  const fence = async (claim: Claim) => {
    await store.fence(claim.customer, claim.owner, clock());
    return read(claim);
  };
  return { read: oncePerOwner(read), fence: oncePerOwner(fence) };
};

const oncePerOwner = <Answer>(ask: (claim: Claim) => Promise<Answer>): ((claim: Claim) => Promise<Answer>) => {
  const answers = new Map<BatchId, Promise<Answer>>();
  return (claim) => {
    const answer = answers.get(claim.owner) ?? ask(claim);
    answers.set(claim.owner, answer);
    return answer;
  };
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

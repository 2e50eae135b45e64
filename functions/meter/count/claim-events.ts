import type { ConflictingEvent } from '../../ingest/admit.ts';
import { claimKeyOf, type UsageEvent } from '../../ingest/usage-event.ts';
import { type Instant, plusMilliseconds } from '../../kernel/instant.ts';
import type { BatchId } from '../counter/batch-id.ts';
import type { BatchState, Claim, CountingStore } from './counting-port.ts';

/** What became of the events of a batch when they were claimed. */
export interface Claims {
  /** This batch owns their keys, and may count them. */
  readonly mine: readonly UsageEvent[];
  /** A batch that is committed has counted them. */
  readonly duplicates: readonly UsageEvent[];
  /** Another content has their key. */
  readonly conflicts: readonly ConflictingEvent[];
  /** Another batch owns them and may still commit: their messages have to come again. */
  readonly undecided: readonly UsageEvent[];
}

export interface Claiming {
  readonly batch: BatchId;
  readonly clock: () => Instant;
  /** Milliseconds after which a claim that is not committed may be taken over: longer than a consumer can live. */
  readonly lease: number;
}

/** What DynamoDB takes in one call. */
const insertsPerCall = 25;
const readsPerCall = 100;
/** Looks at the same event. Each one ends with a decision, unless its insertion failed or another consumer was faster. */
const maxTries = 5;

/** Claims each event for the batch, or finds out who owns it. First all keys that are free are inserted; then the owners of the
 *  others are looked at. The key of a consumer that died is taken over, once its batch is fenced.
 *  @param events with distinct keys */
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

/** Events about which nothing is decided yet. */
interface Open {
  /** Nobody has claimed them: their insertion has not been tried, or it failed, as by a throttle. */
  readonly unclaimed: readonly UsageEvent[];
  /** Another consumer took them over in between. */
  readonly raced: readonly UsageEvent[];
}

const nothing: ReadonlySet<string> = new Set();

/** Inserts claims for the keys that have none.
 *  @returns the keys whose insertion is certain; an error is no proof that nothing was inserted */
const insert = async (store: CountingStore, events: readonly UsageEvent[], { batch, clock }: Claiming) => {
  const parts = await inChunks(events, insertsPerCall, (part) =>
    store.claim(part, batch, clock()).catch(() => nothing),
  );
  return new Set(parts.flatMap((keys) => [...keys]));
};

/** Looks once at who owns the events. What that decides is added to `claims`.
 *  @returns what has to be looked at again */
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
      const claimedHash = claim && otherHash(claim, event);
      if (claim === undefined || claimedHash !== undefined) return { event, claimedHash, fate: undefined };
      return { event, claimedHash, fate: await fateOf(store, event, claim, owners, claiming) };
    }),
  );
  const open: { unclaimed: UsageEvent[]; raced: UsageEvent[] } = { unclaimed: [], raced: [] };
  for (const { event, claimedHash, fate } of fates) {
    if (claimedHash !== undefined) claims.conflicts.push({ event, claimedHash });
    else if (fate === undefined) open.unclaimed.push(event);
    else if (fate === 'raced') open.raced.push(event);
    else claims[fate].push(event);
  }
  return open;
};

/** The hash of the other content that has the key; undefined where it is the event's own, or where the key was let go. */
export const otherHash = ({ hash }: Claim, event: UsageEvent): string | undefined =>
  hash === null || hash === event.hash ? undefined : hash;

/** What a claim of the same content, or of none, makes of an event; `raced`: another consumer changed it in between. */
type Fate = 'mine' | 'duplicates' | 'undecided' | 'raced';

/** Decides by the claim that is there. A batch that is neither committed nor fenced may still commit while its lease runs; after
 *  that it is fenced, so that it never will, and its claim is taken over. */
const fateOf = async (
  store: CountingStore,
  event: UsageEvent,
  claim: Claim,
  owners: Owners,
  claiming: Claiming,
): Promise<Fate> => {
  const { batch, clock, lease } = claiming;
  if (claim.owner === batch) return 'mine';
  const state = await owners.read(claim);
  if (state === 'committed') return 'duplicates';
  if (state === undefined) {
    if (plusMilliseconds(claim.claimedAt, lease) > clock()) return 'undecided';
    if ((await owners.fence(claim)) !== 'fenced') return 'raced';
  }
  return (await store.takeOver(event, claim.owner, batch, clock())) ? 'mine' : 'raced';
};

/** The batches that own the claims of one look. Each is read and fenced at most once, since all events of a message that comes
 *  again usually have the same owner. */
interface Owners {
  readonly read: (claim: Claim) => Promise<BatchState | undefined>;
  /** Fences the batch, and reads what it is then: it may have been committed just before. */
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

/** Calls in parts of so many items, all at the same time: 1,000 events are inserted by 40 calls. */
const inChunks = <T, R>(
  items: readonly T[],
  size: number,
  call: (part: readonly T[]) => Promise<R>,
): Promise<readonly R[]> => {
  const calls: Promise<R>[] = [];
  for (let at = 0; at < items.length; at += size) calls.push(call(items.slice(at, at + size)));
  return Promise.all(calls);
};

import type { UsageEvent } from '../../ingest/usage-event.ts';
import type { CustomerId, MeterKey } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import type { Decimal } from '../../money/decimal.ts';
import type { BatchId } from '../counter/batch-id.ts';
import type { Best } from '../counter/best.ts';
import type { Change } from '../counter/route-batch.ts';

/** Who owns an event's key. */
export interface Claim {
  readonly owner: BatchId;
  /** Of the owner's event, and so of the owner's place in the log: a conflicting event may name another. */
  readonly customer: CustomerId;
  readonly hash: string;
  readonly claimedAt: Instant;
}

export type BatchState = 'committed' | 'fenced';

/** The watermark in one of the customer's shards, and the last day that was opened in the log from there. */
export interface Head {
  /** How many shards the customer has; on the head of shard 0 only, 1 elsewhere. */
  readonly shards: number;
  /** Null while nothing is closed. */
  readonly closedThrough: Instant | null;
  readonly lastLogDay: string | null;
}

export interface Commit {
  readonly customer: CustomerId;
  readonly batch: BatchId;
  readonly events: readonly UsageEvent[];
  /** Which of the customer's shards has the counters: 0, 1, 2, … */
  readonly shard: number;
  readonly changes: readonly Change[];
  /** What counters that keep a best had, by key: the commit asserts that those which it betters still do. */
  readonly seen: ReadonlyMap<string, Best>;
  /** Those that counted: evidence for a meter made later must not show what it never counted. */
  readonly meters: readonly MeterKey[];
  /** What the changes were routed by: the commit asserts that it still holds. */
  readonly head: Head;
  readonly now: Instant;
}

/** `refused`: the batch item exists, the watermark has moved or a best was bettered: read again. `busy`: conflict or throttle, nothing happened.
 *  `unknown`: the answer is lost. */
export type CommitOutcome = 'committed' | 'refused' | 'busy' | 'unknown';

/** What was to be written cannot be, now or later: as a sum of more digits than are kept. Nothing was written. */
export class Unstorable extends MeterlineError {
  readonly code = 'unstorable';
  readonly kind = 'conflict';
}

/** What the counting protocol asks of the tables. Each call is one request to DynamoDB, atomic by item; every read is
 *  strongly consistent. A call may throw after it took effect: the protocol never takes an error for "did not happen". */
export interface CountingStore {
  /** Inserts a claim if the key has none; 1 to 25. Returns the keys whose insertion is certain. */
  claim(events: readonly UsageEvent[], owner: BatchId, now: Instant): Promise<ReadonlySet<string>>;
  /** By key; 1 to 100. */
  readClaims(keys: readonly string[]): Promise<ReadonlyMap<string, Claim>>;
  readBatch(customer: CustomerId, batch: BatchId): Promise<BatchState | undefined>;
  /** Makes sure that a batch which has not committed never will. */
  fence(customer: CustomerId, batch: BatchId, now: Instant): Promise<void>;
  /** Makes `owner` the claim's owner if `from` still is. False when it is not. */
  takeOver(event: UsageEvent, from: BatchId, owner: BatchId, now: Instant): Promise<boolean>;
  readHead(customer: CustomerId, shard: number): Promise<Head>;
  /** Of the counters by key, those that have a best; 1 to 100. */
  readBests(customer: CustomerId, shard: number, counters: readonly string[]): Promise<ReadonlyMap<string, Best>>;
  /** What counters have added up to, by key; 1 to 100. */
  readSums(customer: CustomerId, shard: number, counters: readonly string[]): Promise<ReadonlyMap<string, Decimal>>;
  /** @throws Unstorable */
  commit(commit: Commit): Promise<CommitOutcome>;
}

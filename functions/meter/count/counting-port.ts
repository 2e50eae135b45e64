import type { UsageEvent } from '../../ingest/usage-event.ts';
import type { CustomerId, MeterKey } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { MeterlineError } from '../../kernel/meterline-error.ts';
import type { Decimal } from '../../money/decimal.ts';
import type { BatchId } from '../counter/batch-id.ts';
import type { Best } from '../counter/best.ts';
import type { Change } from '../counter/route-batch.ts';
import type { Head } from '../shard/shard-head.ts';

/** Says which batch owns the key of an event, and so may count it. */
export interface Claim {
  readonly owner: BatchId;
  /** The customer of the event that was claimed, in whose log its batch lies. An event with the same key and another content may
   *  name another customer. */
  readonly customer: CustomerId;
  /** Which content has the key. Null when it has been let go: its owner never counts it, and any content may take the key over. */
  readonly hash: string | null;
  readonly claimedAt: Instant;
}

/** `fenced`: the batch is not committed, and never will be. */
export type BatchState = 'committed' | 'fenced';

/** A batch that is ready to be counted. */
export interface Commit {
  readonly customer: CustomerId;
  readonly batch: BatchId;
  readonly events: readonly UsageEvent[];
  /** The customer's shard that has the counters: 0, 1, 2, … */
  readonly shard: number;
  readonly changes: readonly Change[];
  /** The bests that counters had when they were read, by key. The commit asserts that they still have them. */
  readonly seen: ReadonlyMap<string, Best>;
  /** The meters that count something of the batch. The log keeps them, so that the evidence of a meter that is made later does
   *  not show what that meter never counted. */
  readonly meters: readonly MeterKey[];
  /** The head that the changes were routed by. The commit asserts that the watermark still is there. */
  readonly head: Head;
  readonly now: Instant;
}

/** What is known about a transaction. `refused`: a condition did not hold, because the batch is there, the watermark has moved or
 *  a best was bettered; read again. `busy`: nothing was written, because of a conflict or a throttle. `unknown`: the answer is
 *  lost, and it may have been written. */
export type CommitOutcome = 'committed' | 'refused' | 'busy' | 'unknown';

/** DynamoDB cannot store this, now or later, for example a sum with more than 38 digits. Nothing was written. */
export class Unstorable extends MeterlineError {
  readonly code = 'unstorable';
  readonly kind = 'conflict';
}

/** What the counting protocol asks of the tables. Each call is one request to DynamoDB, and every read is strongly consistent. A
 *  call may throw although it took effect: the protocol never takes an error for "it did not happen". */
export interface CountingStore {
  /** Inserts a claim for each event whose key has none.
   *  @param events 1 to 25
   *  @returns the keys whose insertion is certain */
  claim(events: readonly UsageEvent[], owner: BatchId, now: Instant): Promise<ReadonlySet<string>>;
  /** Claims by key.
   *  @param keys 1 to 100 */
  readClaims(keys: readonly string[]): Promise<ReadonlyMap<string, Claim>>;
  /** Undefined for a batch that may still commit. */
  readBatch(customer: CustomerId, batch: BatchId): Promise<BatchState | undefined>;
  /** Makes sure that a batch which is not committed never will be. */
  fence(customer: CustomerId, batch: BatchId, now: Instant): Promise<void>;
  /** Gives a claim from one batch to another, and the key to the content of the event; false when the first does not own it any
   *  more. */
  takeOver(event: UsageEvent, from: BatchId, owner: BatchId, now: Instant): Promise<boolean>;
  /** Lets the key go, if the batch still owns it. The batch has to be fenced. */
  letGo(event: UsageEvent, owner: BatchId): Promise<void>;
  readHead(customer: CustomerId, shard: number): Promise<Head>;
  /** The bests of counters by key, of those that have one.
   *  @param counters 1 to 100 */
  readBests(customer: CustomerId, shard: number, counters: readonly string[]): Promise<ReadonlyMap<string, Best>>;
  /** The sums of counters by key, of those that are there.
   *  @param counters 1 to 100 */
  readSums(customer: CustomerId, shard: number, counters: readonly string[]): Promise<ReadonlyMap<string, Decimal>>;
  /** @throws Unstorable */
  commit(commit: Commit): Promise<CommitOutcome>;
}

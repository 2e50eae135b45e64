import type { Meter } from '../../catalog/meter/meter.ts';
import type { CustomerId, MeterKey } from '../../kernel/ids.ts';
import { earlier, type Instant } from '../../kernel/instant.ts';
import { bestsFor, headFor } from '../count/commit-batch.ts';
import { type CommitOutcome, type CountingStore, Unstorable } from '../count/counting-port.ts';
import { type BatchId, begunAt } from '../counter/batch-id.ts';
import type { Best } from '../counter/best.ts';
import { type Change, routeBatch } from '../counter/route-batch.ts';
import type { WindowMinutes } from '../counter/window.ts';
import { type NextPiece, nextPiece, type Piece } from '../log/backfill-pieces.ts';
import { eventsOf, type LogBatch } from '../log/log-batch.ts';
import type { Head } from '../shard/shard-head.ts';

/** A piece that is ready to be counted. */
export interface PieceCommit {
  /** The batch as it was read. The commit asserts that the piece is the next one, and that no event was voided in between. */
  readonly batch: LogBatch;
  readonly meter: MeterKey;
  readonly piece: Piece;
  /** Whether it is the last piece of the batch. */
  readonly last: boolean;
  readonly shard: number;
  readonly head: Head;
  readonly changes: readonly Change[];
  readonly seen: ReadonlyMap<string, Best>;
}

export interface Backfilling {
  readonly meter: Meter;
  readonly windowMinutes: WindowMinutes;
  readonly store: Pick<CountingStore, 'readHead' | 'readBests'>;
  readonly read: (customer: CustomerId, batch: BatchId) => Promise<LogBatch | 'fenced' | undefined>;
  readonly commit: (commit: PieceCommit) => Promise<CommitOutcome>;
  readonly backOff: (tries: number) => Promise<void>;
}

/** What a batch had for the meter. */
export interface Backfilled {
  readonly counted: number;
  /** Events of the meter's type that it cannot read, or that its counters cannot hold. */
  readonly unreadable: number;
}

/** Whether a step of a backfill looks at the batch. Batches that were begun after the meter's archival were committed by consumers that
 *  knew the meter: what they do not have of it, they have left out on purpose. The meter may be archived while a step runs, so that
 *  no batch is looked at that was begun after the step; consumers knew the meter by then.
 *  @param begin of the step, before it has read the meter */
export const isForBackfill = (batch: BatchId, { archivedAt }: Pick<Meter, 'archivedAt'>, begin: Instant): boolean =>
  begunAt(batch) < earlier(begin, archivedAt ?? begin);

/** Transactions in a row that may be refused. */
const maxTries = 8;

/** Counts a batch for a meter that was made later, piece by piece. Pieces that are counted already stay, and events that are void are
 *  left out. If a counter cannot hold a piece, the batch is not counted from there on. After each commit the batch is read again:
 *  it says what happened, whatever the answer was.
 *  @returns undefined when others kept getting in between */
export const backfillBatch = async (backfilling: Backfilling, given: LogBatch): Promise<Backfilled | undefined> => {
  const { backOff, meter, read, windowMinutes } = backfilling;
  const events = eventsOf(given);
  let batch = given;
  for (let tries = 0; tries < maxTries; ) {
    const pieces = batch.piecesOf(meter.key);
    if (batch.meters.includes(meter.key)) return together(pieces);
    const next = nextPiece(events, batch.voids, meter, windowMinutes, pieces.at(-1)?.until ?? 0);
    const isLast = next.until === events.length;
    if (pieces.length === 0 && isLast && next.counted === 0) return { counted: 0, unreadable: next.unreadable };
    const outcome = await commitNext(backfilling, batch, next, isLast).catch(unlessUnstorable);
    if (outcome === 'unstorable') {
      const { counted, unreadable } = together(pieces);
      const rest = events.slice(pieces.at(-1)?.until ?? 0).filter(({ type }) => type === meter.eventType);
      return { counted, unreadable: unreadable + rest.length };
    }
    tries = outcome === 'committed' ? 0 : tries + 1;
    if (tries > 0) await backOff(tries);
    const again = await read(batch.customer, batch.id);
    // The batch has expired in between, and with it what was left to do.
    if (again === undefined || again === 'fenced') return together(pieces);
    batch = again;
  }
  return undefined;
};

const unlessUnstorable = (error: unknown): 'unstorable' => {
  if (error instanceof Unstorable) return 'unstorable';
  throw error;
};

/** Counts the next piece in the batch's shard, by the watermark as it is now. */
const commitNext = async (
  { meter, store, commit }: Backfilling,
  batch: LogBatch,
  next: NextPiece,
  last: boolean,
): Promise<CommitOutcome> => {
  const { shard, head } = await headFor(store, batch.customer, batch.id);
  const changes = routeBatch(next.countings, head.closedThrough);
  const seen = await bestsFor(store, batch.customer, shard, changes);
  const { until, counted, unreadable } = next;
  const piece = { until, counted, unreadable, closedThrough: head.closedThrough };
  return commit({ batch, meter: meter.key, piece, last, shard, head, changes, seen });
};

/** What the pieces of a batch come to. */
const together = (pieces: readonly Piece[]): Backfilled => ({
  counted: pieces.reduce((total, { counted }) => total + counted, 0),
  unreadable: pieces.reduce((total, { unreadable }) => total + unreadable, 0),
});

import type { Meter } from '../../catalog/meter/meter.ts';
import type { CustomerId, MeterKey } from '../../kernel/ids.ts';
import { bestsFor, headFor } from '../count/commit-batch.ts';
import { type CommitOutcome, type CountingStore, Unstorable } from '../count/counting-port.ts';
import type { BatchId } from '../counter/batch-id.ts';
import type { Best } from '../counter/best.ts';
import { type Change, routeBatch } from '../counter/route-batch.ts';
import type { WindowMinutes } from '../counter/window.ts';
import { eventsOf, type LogBatch } from '../log/log-batch.ts';
import { type NextPiece, nextPiece, type Piece } from '../log/pieces.ts';
import type { Head } from '../shard/head.ts';

export interface PieceCommit {
  /** As it was read: the commit asserts that the piece is the next one, and that no event was voided meanwhile. */
  readonly batch: LogBatch;
  readonly meter: MeterKey;
  readonly piece: Piece;
  /** Whether it is the batch's last. */
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

export interface Backfilled {
  readonly counted: number;
  /** Of the meter's type: it cannot read them, or its counters cannot hold them. */
  readonly unreadable: number;
}

const maxTries = 8;

/** Counts a batch for a meter that it does not name, piece by piece; what is counted already stays, and what was voided is
 *  left out. From the first piece on that a counter cannot hold, a batch is not counted for the meter. Undefined when others kept getting in between. Whatever the answer to a commit, the batch itself says what
 *  happened. */
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
    // It has expired meanwhile.
    if (again === undefined || again === 'fenced') return together(pieces);
    batch = again;
  }
  return undefined;
};

const unlessUnstorable = (error: unknown): 'unstorable' => {
  if (error instanceof Unstorable) return 'unstorable';
  throw error;
};

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

const together = (pieces: readonly Piece[]): Backfilled => ({
  counted: pieces.reduce((total, { counted }) => total + counted, 0),
  unreadable: pieces.reduce((total, { unreadable }) => total + unreadable, 0),
});

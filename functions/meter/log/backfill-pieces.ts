import type { Meter } from '../../catalog/meter/meter.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import type { MeterKey } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { counterKey } from '../counter/counter-key.ts';
import { type Counting, countingsOf } from '../counter/countings.ts';
import type { WindowMinutes } from '../counter/window.ts';

/** A backfill counts a batch for a later meter piece by piece, one transaction each. A piece is a stretch of the batch's events,
 *  which begins where the piece before ends. */
export interface Piece {
  /** Index of the first event after it. */
  readonly until: number;
  /** The watermark that its events were routed by. */
  readonly closedThrough: Instant | null;
  /** Events that the meter counted. */
  readonly counted: number;
  /** Events of the meter's type that it cannot read. */
  readonly unreadable: number;
}

/** The attribute of a batch that has its pieces for one meter, in their order. */
export const piecesAttribute = (meter: MeterKey): string => `backfilled#${meter}`;

export const piecesText = (pieces: readonly Piece[]): string =>
  JSON.stringify(
    pieces.map(({ until, closedThrough, counted, unreadable }) => [until, closedThrough, counted, unreadable]),
  );

export const piecesOf = (text: string | undefined): readonly Piece[] => {
  const rows: unknown = JSON.parse(text ?? '[]');
  return Array.isArray(rows) ? rows.map(pieceOf) : [];
};

const pieceOf = (row: unknown): Piece => {
  const [until, closedThrough, counted, unreadable]: readonly unknown[] = Array.isArray(row) ? row : [];
  return {
    until: Number(until),
    closedThrough: typeof closedThrough === 'string' ? parseInstant(closedThrough) : null,
    counted: Number(counted),
    unreadable: Number(unreadable),
  };
};

/** The watermark that event `index` of a batch was routed by: that of its piece, or of the batch where a consumer counted it. */
export const routedBy = (closedThrough: Instant | null, pieces: readonly Piece[], index: number): Instant | null => {
  const piece = pieces.find(({ until }) => index < until);
  return piece === undefined ? closedThrough : piece.closedThrough;
};

/** Counters that a piece may touch. A transaction has at most 100 actions: one each for the batch and the watermark, and one for
 *  each counter. */
const maxCounters = 98;

/** What the next transaction of a backfill counts. */
export interface NextPiece extends Omit<Piece, 'closedThrough'> {
  readonly countings: readonly Counting[];
}

/** The next piece: as many events as one transaction can count.
 *  @param voids the places of events that are void, and that no meter counts any more
 *  @param from the place of the first event that is not counted yet */
export const nextPiece = (
  events: readonly UsageEvent[],
  voids: { readonly has: (index: number) => boolean },
  meter: Meter,
  minutes: WindowMinutes,
  from: number,
): NextPiece => {
  const counters = new Set<string>();
  const countings: Counting[] = [];
  let unreadable = 0;
  let until = from;
  for (const event of events.slice(from)) {
    const isMeant = event.type === meter.eventType && !voids.has(until);
    const { countings: own, unreadable: unread } = countingsOf(event, isMeant ? [meter] : [], minutes);
    const keys = own.map(counterKey);
    if (new Set([...counters, ...keys]).size > maxCounters) break;
    for (const key of keys) counters.add(key);
    countings.push(...own);
    unreadable += unread.length;
    until += 1;
  }
  return { until, countings, counted: countings.length, unreadable };
};

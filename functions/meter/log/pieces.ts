import type { Meter } from '../../catalog/meter/meter.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import type { MeterKey } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { counterKey } from '../counter/counter-key.ts';
import { type Counting, countingsOf } from '../counter/countings.ts';
import type { WindowMinutes } from '../counter/window.ts';

/** A stretch of a batch's events that one transaction has counted for a meter made after the batch. */
export interface Piece {
  /** Index of the first event after it. */
  readonly until: number;
  /** The watermark that it was routed by. */
  readonly closedThrough: Instant | null;
  /** Events that the meter counted. */
  readonly counted: number;
  /** Events of the meter's type that it cannot read. */
  readonly unreadable: number;
}

/** Attribute of a batch: its pieces for one meter, in their order. */
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

/** The watermark that event `index` of a batch was routed by, for a meter that the batch names. */
export const routedBy = (closedThrough: Instant | null, pieces: readonly Piece[], index: number): Instant | null => {
  const piece = pieces.find(({ until }) => index < until);
  return piece === undefined ? closedThrough : piece.closedThrough;
};

/** A transaction has at most 100 actions: two for the batch and the watermark. */
const maxCounters = 98;

/** What the next transaction counts. */
export interface NextPiece extends Omit<Piece, 'closedThrough'> {
  readonly countings: readonly Counting[];
}

/** As many events from `from` on as touch few enough counters.
 *  @param voids indexes of events that no meter counts any more */
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
    const countable = countingsOf(event, isMeant ? [meter] : [], minutes);
    const own = countable.ok ? countable.countings : [];
    const keys = own.map(counterKey);
    if (new Set([...counters, ...keys]).size > maxCounters) break;
    for (const key of keys) counters.add(key);
    countings.push(...own);
    unreadable += countable.ok ? 0 : 1;
    until += 1;
  }
  return { until, countings, counted: countings.length, unreadable };
};

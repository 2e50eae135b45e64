import type { CustomerId } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import type { Meter } from '../catalog/meter.ts';
import { InvalidInput } from '../catalog/meterline-error.ts';
import type { Period } from '../catalog/subscription.ts';
import type { UsageEvent } from '../ingest/usage-event.ts';
import { type Decimal, plain } from '../money/decimal.ts';
import { cursorOf, startKeyOf } from '../platform/page.ts';
import { begunAt, isBatchId } from './batch-id.ts';
import { countedBy, eventsOf, type LogBatch, missed } from './log-batch.ts';
import { type LogPage, logDays, logPage } from './log-store.ts';

/** One event behind a line of an invoice. */
export interface EvidenceEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: Instant;
  /** What the meter took from it; negative where it was taken back after its period was closed. */
  readonly quantity: string;
  /** When the batch that counted it was begun. */
  readonly ingestedAt: Instant;
}

export interface EvidencePage {
  readonly events: readonly EvidenceEvent[];
  readonly nextCursor: string | null;
}

/** Where to go on reading: the day, and the last batch read in it. */
interface Place {
  readonly day: string;
  readonly batch: string;
}

/** The events that `meter` counted in `period`, in time or late, in the order of the log. A page holds whole batches:
 *  at least `limit` events unless it is the last, and at most a batch more.
 *  @param page.limit 1 or more
 *  @param lateAfter the late ones that met this watermark; those in time without it */
export const evidence = async (
  customer: CustomerId,
  meter: Meter,
  period: Period,
  page: { readonly limit: number; readonly cursor?: string | undefined },
  lateAfter?: Instant,
): Promise<EvidencePage> => {
  let place = placeOf(page.cursor);
  const events: EvidenceEvent[] = [];
  for (const day of await logDays(customer, place?.day)) {
    for (let start: string | null = place?.day === day ? `${place.batch}!` : '0'; start !== null; ) {
      const { batches, next }: LogPage = await logPage(customer, day, start);
      for (const batch of batches) {
        events.push(...evidenceIn(batch, meter, period, lateAfter));
        place = { day, batch: batch.id };
        if (events.length >= page.limit) return { events, nextCursor: cursorOf({ ...place }) };
      }
      start = next;
    }
  }
  return { events, nextCursor: null };
};

/** @throws InvalidInput `invalid_cursor` */
const placeOf = (cursor: string | undefined): Place | undefined => {
  const key = startKeyOf(cursor);
  if (key === undefined) return undefined;
  const { day, batch } = key;
  if (typeof day === 'string' && isDay(day) && typeof batch === 'string' && isBatchId(batch)) return { day, batch };
  throw new InvalidInput({ code: 'invalid_cursor', pointer: '', detail: 'The cursor is not one that this list gave.' });
};

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

const evidenceIn = (
  batch: LogBatch,
  meter: Meter,
  period: Period,
  lateAfter: Instant | undefined,
): readonly EvidenceEvent[] => {
  if (!batch.meters.includes(meter.key) && batch.piecesOf(meter.key).length === 0) return [];
  return eventsOf(batch).flatMap((event, index) => {
    if (event.time < period.start || event.time >= period.end) return [];
    const counted = countedBy(meter, batch, event, index);
    if (counted === undefined) return [];
    const voided = batch.voids.get(index);
    const given = missed(event.time, counted.closedThrough) === lateAfter;
    const taken = voided !== undefined && missed(event.time, voided) === lateAfter;
    if (given === taken) return [];
    return [shown(batch, event, given ? counted.quantity : counted.quantity.negated())];
  });
};

const shown = (batch: LogBatch, { id, source, type, time }: UsageEvent, quantity: Decimal): EvidenceEvent => ({
  ...{ id, source, type, time, quantity: plain(quantity), ingestedAt: begunAt(batch.id) },
});

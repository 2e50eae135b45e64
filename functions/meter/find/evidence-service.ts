import type { Meter } from '../../catalog/meter/meter.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import { missed } from '../../ingest/closed-period.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { dayOf, type Instant } from '../../kernel/instant.ts';
import { inLanes } from '../../kernel/lanes.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { plain } from '../../money/decimal.ts';
import { cursorOf, startKeyOf } from '../../platform/table/cursor.ts';
import { begunAt, isBatchId } from '../counter/batch-id.ts';
import { countedBy, eventsOf, type LogBatch } from '../log/log-batch.ts';
import { logDays, logPage } from '../log/log-store.ts';
import { readVoid } from '../void/void-store.ts';

/** One event behind a line of an invoice; or the void of an event, which takes its quantity back. */
export interface EvidenceEvent {
  readonly kind: 'event' | 'void';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: Instant;
  /** What the meter took from it; negative for a void. */
  readonly quantity: string;
  /** When the event's batch was begun; for a void, when the event was voided. */
  readonly ingestedAt: Instant;
}

export interface EvidencePage {
  readonly events: readonly EvidenceEvent[];
  readonly nextCursor: string | null;
}

/** Which events are asked for. */
interface Question {
  readonly meter: Meter;
  readonly period: Period;
  /** Late events that met this watermark; undefined for those in time. */
  readonly lateAfter: Instant | undefined;
}

/** Where the next page begins: after which batch of which day. */
interface Place {
  readonly day: string;
  readonly batch: string;
}

/** Queries of at most 1 MB after which a page ends, so that it is there within seconds, however long the log is. */
const queriesPerPage = 16;

/** Voids of the batches that were read, after which a page ends: each is read by itself. */
const voidsPerPage = 500;
/** Voids of a batch that are read at the same time. */
const voidLanes = 16;
/** Stands for the end of a day on which no batch was committed: it comes after all ids of batches. */
const dayEnd = '~';

/** A page of the events that a meter counted in a period, in time or late, in the order of the log. Pages hold whole batches, and
 *  so about `limit` events. Where much of the log has to be passed over they hold fewer, even none. The last page has no cursor.
 *  @param page.limit 1 or more
 *  @param page.since the log is read from the day of this instant on; from its beginning if it is left out
 *  @param lateAfter the watermark that late events met; those in time are listed if it is left out */
export const evidence = async (
  customer: CustomerId,
  meter: Meter,
  period: Period,
  page: { readonly limit: number; readonly cursor?: string | undefined; readonly since?: Instant },
  lateAfter?: Instant,
): Promise<EvidencePage> => {
  let place = placeOf(page.cursor);
  let queries = 0;
  let voids = 0;
  const events: EvidenceEvent[] = [];
  for (const day of await logDays(customer, place?.day ?? (page.since === undefined ? undefined : dayOf(page.since)))) {
    let from: string | null = place?.day === day ? `${place.batch}!` : '0';
    while (from !== null) {
      const { batches, next } = await logPage(customer, day, from);
      for (const batch of batches) {
        events.push(...(await entriesOf(batch, { meter, period, lateAfter })));
        place = { day, batch: batch.id };
        voids += batch.voids.size;
        if (events.length >= page.limit || voids >= voidsPerPage) return { events, nextCursor: cursorOf({ ...place }) };
      }
      queries += 1;
      from = next;
      if (queries < queriesPerPage) continue;
      const reached = place?.day === day ? place : { day, batch: dayEnd };
      if (from === null || place?.day === day) return { events, nextCursor: cursorOf({ ...reached }) };
    }
  }
  return { events, nextCursor: null };
};

/** @throws InvalidInput `invalid_cursor` */
const placeOf = (cursor: string | undefined): Place | undefined => {
  const key = startKeyOf(cursor);
  if (key === undefined) return undefined;
  const { day, batch } = key;
  if (typeof day === 'string' && isDay(day) && typeof batch === 'string' && (isBatchId(batch) || batch === dayEnd))
    return { day, batch };
  throw new InvalidInput({ code: 'invalid_cursor', pointer: '', detail: 'The cursor is not one that this list gave.' });
};

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** The entries of one batch: an event and its void are listed where each belongs, which may be different invoices. */
const entriesOf = async (
  batch: LogBatch,
  { meter, period, lateAfter }: Question,
): Promise<readonly EvidenceEvent[]> => {
  const entries: EvidenceEvent[] = [];
  if (batch.meters.length === 0 && batch.piecesOf(meter.key).length === 0) return entries;
  const records = await voidsIn(batch);
  for (const [index, event] of eventsOf(batch).entries()) {
    if (event.time < period.start || event.time >= period.end) continue;
    const counted = countedBy(meter, batch, event, index);
    if (counted === undefined) continue;
    const { id, source, type, time } = event;
    const same = { id, source, type, time };
    const taken = records.get(index);
    // A meter that was filled from the log after the void has counted neither.
    if (taken?.meters.includes(meter.key) === false) continue;
    if (epochOf(event, counted.closedThrough) === lateAfter) {
      entries.push({ kind: 'event', ...same, quantity: plain(counted.quantity), ingestedAt: begunAt(batch.id) });
    }
    if (taken !== undefined && epochOf(event, taken.closedThrough) === lateAfter) {
      const quantity = plain(counted.quantity.negated());
      entries.push({ kind: 'void', ...same, quantity, ingestedAt: taken.voidedAt });
    }
  }
  return entries;
};

const voidsIn = async ({ customer, id, voids }: LogBatch) =>
  new Map(
    await inLanes([...voids.keys()], voidLanes, async (index) => [index, await readVoid(customer, id, index)] as const),
  );

/** The watermark that a late event met; undefined for one in time. */
const epochOf = (event: UsageEvent, closedThrough: Instant | null): Instant | undefined =>
  missed(event.time, closedThrough);

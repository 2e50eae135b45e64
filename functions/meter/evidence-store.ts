import { type AttributeValue, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { CustomerId } from '../catalog/ids.ts';
import { dayOf, type Instant, parseInstant } from '../catalog/instant.ts';
import type { Meter } from '../catalog/meter.ts';
import { InvalidInput } from '../catalog/meterline-error.ts';
import type { Period } from '../catalog/subscription.ts';
import { quantityOf } from '../ingest/quantity.ts';
import { plain } from '../money/decimal.ts';
import { dynamo } from '../platform/dynamo.ts';
import { cursorOf, startKeyOf } from '../platform/page.ts';
import { tableOf } from '../platform/tables.ts';
import { batchId, begunAt, daysPartition, isBatchId, logPartition } from './batch-id.ts';
import { unpackEntry } from './log-entry.ts';
import { windowOf } from './window.ts';

/** One event behind a line of an invoice. */
export interface EvidenceEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: Instant;
  /** What the meter took from it. */
  readonly quantity: string;
  /** When the batch that counted it was begun. */
  readonly ingestedAt: Instant;
}

export interface EvidencePage {
  readonly events: readonly EvidenceEvent[];
  readonly nextCursor: string | null;
}

type Item = Record<string, AttributeValue>;

/** Where to go on reading: the day, and the last batch read in it. */
interface Place {
  readonly day: string;
  readonly batch: string;
}

/** Queries of at most 1 MB that one page makes: it is there within seconds, however long the log is. */
const queriesPerPage = 16;

/** The events that `meter` counted in time in `period`, in the order of the log. A page holds whole batches: about `limit`
 *  events, or fewer, even none, where much of the log had to be passed over; the last one has no cursor.
 *  @param page.limit 1 or more
 *  @param page.since the log is read from this day on; the whole log without it */
export const evidence = async (
  customer: CustomerId,
  meter: Meter,
  period: Period,
  page: { readonly limit: number; readonly cursor?: string | undefined; readonly since?: Instant },
): Promise<EvidencePage> => {
  let place = placeOf(page.cursor);
  const events: EvidenceEvent[] = [];
  const days = await daysFrom(customer, place?.day ?? (page.since === undefined ? '' : dayOf(page.since)));
  let queries = 0;
  for (const day of days) {
    for (;;) {
      const { batches, more } = await batchesAfter(customer, day, place?.day === day ? place.batch : '');
      for (const batch of batches) {
        events.push(...eventsOf(batch, meter, period));
        place = { day, batch: batch.sk?.S ?? '' };
        if (events.length >= page.limit) return { events, nextCursor: cursorOf({ ...place }) };
      }
      queries += 1;
      if (queries >= queriesPerPage && place !== undefined) return { events, nextCursor: cursorOf({ ...place }) };
      if (!more) break;
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

const eventsOf = (batch: Item, meter: Meter, period: Period): readonly EvidenceEvent[] => {
  const bytes = batch.events?.B;
  if (bytes === undefined || batch.meters?.SS?.includes(meter.key) !== true) return [];
  const closedThrough = batch.closedThrough?.S;
  const ingestedAt = begunAt(batchId(batch.sk?.S ?? ''));
  return unpackEntry(bytes).flatMap((event) => {
    const inPeriod = event.time >= period.start && event.time < period.end;
    const inTime = closedThrough === undefined || windowOf(event.time) >= parseInstant(closedThrough);
    if (event.type !== meter.eventType || !inPeriod || !inTime) return [];
    const quantity = quantityOf(meter, event.data);
    if (!quantity.ok) return [];
    const { id, source, type, time } = event;
    return [{ id, source, type, time, quantity: plain(quantity.value), ingestedAt }];
  });
};

const daysFrom = async (customer: CustomerId, first: string): Promise<readonly string[]> => {
  const items = await pageOf(daysPartition(customer), first === '' ? '0' : first, true);
  return items.batches.map((item) => item.sk?.S ?? '');
};

const batchesAfter = (customer: CustomerId, day: string, after: string) =>
  pageOf(logPartition(customer, day), after === '' ? '0' : `${after}!`, false);

/** @param whole all pages, or only the first: a page has at most 1 MB */
const pageOf = async (
  partition: string,
  from: string,
  whole: boolean,
): Promise<{ batches: readonly Item[]; more: boolean }> => {
  const batches: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await dynamo.send(
      new QueryCommand({
        TableName: tableOf('log'),
        KeyConditionExpression: 'pk = :partition AND sk >= :from',
        ExpressionAttributeValues: { ':partition': { S: partition }, ':from': { S: from } },
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    );
    batches.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (whole && ExclusiveStartKey !== undefined);
  return { batches, more: ExclusiveStartKey !== undefined };
};

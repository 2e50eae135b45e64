import type { CustomerId } from '../../kernel/ids.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { cursorOf, type Page, startKeyOf } from '../../platform/table/cursor.ts';
import { isBatchId } from '../counter/batch-id.ts';
import { type EventRow, rowsOf, type Wanted } from './event-row.ts';
import { firstLogDay, type LogPage, logDays, logPage } from './log-store.ts';

/** Where the next page begins: in which batch of which day, after how many of its events. `batch` may also be `0`, for the
 *  beginning of the day, or `<batch>!`, for what comes after a batch. */
interface Place {
  readonly day: string;
  readonly batch: string;
  readonly seen: number;
}

/** Reads of the log, of 1 MB each, after which a page ends where it is, with a cursor. */
const maxReads = 8;

/** Bytes of a page's rows as JSON. Lambda answers with 6 MB at most, and a quote of a JSON text may become four characters in
 *  a CSV that is itself sent as JSON. */
const maxBytes = 1024 * 1024;

/** A page of a customer's events, in the order in which they came. */
export const eventPage = async (
  customer: CustomerId,
  wanted: Wanted,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<EventRow>> => {
  const place = placeOf(cursor);
  const data: EventRow[] = [];
  let bytes = 0;
  let reads = 0;
  for (const day of await logDays(customer, place?.day ?? (await firstLogDay(customer, wanted.from)))) {
    for (let start: string | null = place?.day === day ? place.batch : '0'; start !== null; ) {
      if (reads === maxReads) return { data, nextCursor: cursorOf({ day, batch: start, seen: 0 }) };
      reads += 1;
      const page: LogPage = await logPage(customer, day, start);
      for (const batch of page.batches) {
        const seen = batch.id === place?.batch ? place.seen : 0;
        for (const [index, row] of rowsOf(batch, wanted).entries()) {
          if (index < seen) continue;
          bytes += Buffer.byteLength(JSON.stringify(row));
          if (data.length === limit || (data.length > 0 && bytes > maxBytes))
            return { data, nextCursor: cursorOf({ day, batch: batch.id, seen: index }) };
          data.push(row);
        }
      }
      start = page.next;
    }
  }
  return { data, nextCursor: null };
};

/** @throws InvalidInput `invalid_cursor` */
const placeOf = (cursor: string | undefined): Place | undefined => {
  const key = startKeyOf(cursor);
  if (key === undefined) return undefined;
  const { day, batch, seen } = key;
  const isPlace =
    typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day) && typeof batch === 'string' && isStart(batch);
  if (isPlace && typeof seen === 'number' && Number.isSafeInteger(seen) && seen >= 0) return { day, batch, seen };
  throw new InvalidInput({ code: 'invalid_cursor', pointer: '', detail: 'The cursor is not one that this list gave.' });
};

const isStart = (text: string): boolean => text === '0' || isBatchId(text.replace(/!$/, ''));

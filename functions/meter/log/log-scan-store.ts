import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { startKeyOf } from '../../platform/table/cursor.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { LogItem } from './log-batch.ts';
import { logPartition } from './log-key.ts';
import { firstLogDay, logDays } from './log-store.ts';

/** Where a scan goes on: after which entry of which day. */
export interface LogPlace {
  readonly day: string;
  readonly after: string;
}

const placeWire = z.strictObject({ day: z.iso.date(), after: z.string() });

/** The place in a cursor that `cursorOf` made of it; null for the beginning.
 *  @throws InvalidInput `invalid_cursor` */
export const logPlaceOf = (cursor: string | undefined): LogPlace | null => {
  const key = startKeyOf(cursor);
  if (key === undefined) return null;
  const place = placeWire.safeParse(key);
  if (place.success) return place.data;
  throw new InvalidInput({ code: 'invalid_cursor', pointer: '', detail: 'The cursor is not one that this list gave.' });
};

/** Roughly what one part of a scan may read. The bytes are those of the compressed batches. */
export interface ScanLimit {
  readonly bytes: number;
  readonly queries: number;
}

/** Visits the entries of a customer's log in their order, until the limit: committed batches, fences and repairs. Strongly
 *  consistent.
 *  @param place where an earlier part ended; null to begin with the first day that may have events of `since` or later
 *  @param visit says `enough` where the part is to end right after an entry
 *  @returns where to go on, null at the end of the log; and what is left of the limit */
export const scanLog = async (
  customer: CustomerId,
  { place, since }: { readonly place: LogPlace | null; readonly since: Instant },
  limit: ScanLimit,
  visit: (item: LogItem) => 'enough' | undefined,
): Promise<{ readonly place: LogPlace | null; readonly left: ScanLimit }> => {
  let left = limit;
  for (const day of await logDays(customer, place?.day ?? (await firstLogDay(customer, since)))) {
    for (let after: string | null = place?.day === day ? place.after : ''; after !== null; ) {
      if (left.bytes <= 0 || left.queries <= 0) return { place: { day, after }, left };
      const { items, last } = await query(customer, day, after);
      left = { bytes: left.bytes - bytesOf(items), queries: left.queries - 1 };
      for (const item of items) {
        if (visit(item) === 'enough') return { place: { day, after: item.sk?.S ?? '' }, left };
      }
      after = last;
    }
  }
  return { place: null, left };
};

const bytesOf = (items: readonly LogItem[]): number =>
  items.reduce((bytes, { events }) => bytes + (events?.B?.byteLength ?? 0), 0);

/** A page of a day's entries after one of them. A key in DynamoDB is never empty, so `!`, which sorts before every entry, stands
 *  for the beginning. */
const query = async (customer: CustomerId, day: string, after: string) => {
  const { Items = [], LastEvaluatedKey } = await dynamo.send(
    new QueryCommand({
      TableName: tableOf('log'),
      KeyConditionExpression: 'pk = :partition AND sk > :after',
      ExpressionAttributeValues: {
        ':partition': { S: logPartition(customer, day) },
        ':after': { S: after === '' ? '!' : after },
      },
      ConsistentRead: true,
    }),
  );
  return { items: Items, last: LastEvaluatedKey?.sk?.S ?? null };
};

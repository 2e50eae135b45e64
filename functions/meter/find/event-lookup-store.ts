import * as z from 'zod';
import { conflictPartition } from '../../ingest/conflict-store.ts';
import { claimKeyOf, isJsonObject, type JsonObject, type UsageEvent } from '../../ingest/usage-event.ts';
import { customerId } from '../../kernel/ids.ts';
import { queryPage } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { eventsOf, indexIn, type LogBatch } from '../log/log-batch.ts';
import { readLogBatch } from '../log/log-store.ts';
import type { EventKey, VoidRecord } from '../void/void-event.ts';
import { readOwner, readVoid } from '../void/void-store.ts';

/** What became of an event. `unknown`: nobody has claimed its key. `accepted`: it is claimed, and being counted. */
export type Found =
  | { readonly state: 'unknown' | 'accepted' }
  | {
      readonly state: 'counted';
      readonly event: UsageEvent;
      readonly index: number;
      readonly batch: LogBatch;
      readonly voided: VoidRecord | null;
    };

/** Looks an event up by its key: in the claims, then in the batch that owns it. */
export const findEvent = async (key: EventKey): Promise<Found> => {
  const claim = await readOwner(claimKeyOf(key));
  if (claim === undefined) return { state: 'unknown' };
  const batch = await readLogBatch(claim.customer, claim.owner);
  if (batch === undefined || batch === 'fenced') return { state: 'accepted' };
  const events = eventsOf(batch);
  const index = indexIn(events, claimKeyOf(key));
  const event = events[index];
  if (event === undefined) return { state: 'accepted' };
  const voided = batch.voids.has(index) ? await readVoid(claim.customer, batch.id, index) : undefined;
  return { state: 'counted', event, index, batch, voided: voided ?? null };
};

const conflictItem = z.object({
  source: z.string(),
  id: z.string(),
  customerId: z.string().transform(customerId),
  type: z.string(),
  time: z.string(),
  data: z.string().transform((text) => dataOf(text)),
  recordedAt: z.string(),
});
/** A content that was refused, as the log keeps it. */
export type RecordedConflict = z.output<typeof conflictItem>;

export const conflictOf = (item: unknown): RecordedConflict => conflictItem.parse(item);

const dataOf = (text: string): JsonObject => {
  const data: unknown = JSON.parse(text);
  return isJsonObject(data) ? data : {};
};

/** The contents that were refused because another content has the key; at most a hundred. */
export const conflictsOf = async (key: EventKey): Promise<readonly RecordedConflict[]> => {
  const { data } = await queryPage({
    TableName: tableOf('log'),
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': conflictPartition(key) },
    ConsistentRead: true,
    Limit: 100,
  });
  return data.map(conflictOf);
};

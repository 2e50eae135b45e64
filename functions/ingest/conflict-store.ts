import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { digest } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import { announce } from '../platform/bus.ts';
import { documents } from '../platform/dynamo.ts';
import { tableOf } from '../platform/tables.ts';
import type { ConflictingEvent } from './admit.ts';
import { announcements } from './contract.ts';
import { claimKeyOf } from './usage-event.ts';

/** Keeps and announces each event that was refused because its key belongs to another content. The same one again
 *  changes nothing: its item's key and the announcement's id derive from the event.
 *  @param stage where it was caught: the API, or the consumer */
export const recordConflicts = async (
  conflicts: readonly ConflictingEvent[],
  stage: 'ingest' | 'meter',
  now: Instant,
): Promise<void> => {
  if (conflicts.length === 0) return;
  await Promise.all(
    conflicts.map((conflict) =>
      documents.send(new PutCommand({ TableName: tableOf('log'), Item: item(conflict, now) })),
    ),
  );
  await announce(
    stage,
    conflicts.map(({ event, claimedHash }) => ({
      type: announcements.conflict,
      id: `conflict_${digest(claimKeyOf(event), event.hash)}`,
      detail: {
        source: event.source,
        id: event.id,
        customerId: event.customer,
        type: event.type,
        time: event.time,
        claimedHash,
        hash: event.hash,
      },
    })),
  );
};

const item = ({ event, claimedHash }: ConflictingEvent, now: Instant) => ({
  pk: `CONFLICT#${claimKeyOf(event)}`,
  sk: event.hash,
  customerId: event.customer,
  source: event.source,
  id: event.id,
  type: event.type,
  time: event.time,
  data: JSON.stringify(event.data),
  claimedHash,
  recordedAt: now,
});

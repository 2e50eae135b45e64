import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expiryAfter } from '../kernel/expiry.ts';
import { digest } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { logPartitions } from '../kernel/log-partition-contract.ts';
import { announce } from '../platform/bus.ts';
import { documents } from '../platform/table/dynamo.ts';
import { refusalOf } from '../platform/table/refused.ts';
import { tableOf } from '../platform/table/tables.ts';
import type { ConflictingEvent } from './admit.ts';
import { announcements } from './contract.ts';
import { claimKeyOf, type UsageEvent } from './usage-event.ts';

/** How many days refused content is kept and listed: it may be data of a customer. */
const keptDays = 500;

/** The partition of the refused contents of an event id. */
export const conflictPartition = (event: Pick<UsageEvent, 'source' | 'id'>): string =>
  `${logPartitions.conflict}${claimKeyOf(event)}`;

/** Keeps, lists and announces each event that was refused because its id was used before for other content. The same
 *  event again changes nothing: the keys of its items and the id of the announcement derive from the event and from
 *  when it was first refused.
 *  @param stage that caught it: the API, or the consumer */
export const recordConflicts = async (
  conflicts: readonly ConflictingEvent[],
  stage: 'ingest' | 'meter',
  now: Instant,
): Promise<void> => {
  if (conflicts.length === 0) return;
  await Promise.all(conflicts.map((conflict) => record(conflict, now)));
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

/** Keeps the event, and then puts it in the list of the month. Should the function crash between the two, the list is
 *  mended when the event comes again. */
const record = async (conflict: ConflictingEvent, now: Instant): Promise<void> => {
  const { event } = conflict;
  const recordedAt = await keep(conflict, now);
  const sk = `${recordedAt}#${digest(claimKeyOf(event), event.hash)}`;
  const content = contentOf(conflict, recordedAt);
  const listed = {
    pk: `${logPartitions.conflictList}${recordedAt.slice(0, 7)}`,
    sk,
    ...content,
    expiresAt: expiryAfter(now, keptDays),
  };
  await documents.send(new PutCommand({ TableName: tableOf('log'), Item: listed }));
};

/** @returns when the event was first refused */
const keep = async (conflict: ConflictingEvent, now: Instant): Promise<string> => {
  const { event } = conflict;
  const Item = {
    pk: conflictPartition(event),
    sk: event.hash,
    ...contentOf(conflict, now),
    expiresAt: expiryAfter(now, keptDays),
  };
  const put = new PutCommand({
    TableName: tableOf('log'),
    Item,
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  const refusal = await refusalOf(documents.send(put));
  return refusal?.Item?.recordedAt?.S ?? now;
};

const contentOf = ({ event, claimedHash }: ConflictingEvent, recordedAt: string) => ({
  customerId: event.customer,
  source: event.source,
  id: event.id,
  type: event.type,
  time: event.time,
  data: JSON.stringify(event.data),
  claimedHash,
  recordedAt,
});

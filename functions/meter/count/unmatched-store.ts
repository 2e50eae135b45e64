import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import { expiryAfter } from '../../kernel/expiry.ts';
import { digest } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { logPartitions } from '../../kernel/log-partition-contract.ts';
import { announce } from '../../platform/bus.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { announcements } from '../contract.ts';
import { windowOf } from '../counter/window.ts';

/** Days for which the list keeps what came in an hour. */
const keptDays = 400;

/** Events of types that no meter counts. */
export interface Unmatched {
  /** Put into the log by this delivery. */
  readonly fresh: readonly UsageEvent[];
  /** Already in the log. Their first consumer may have died before it announced them. */
  readonly known: readonly UsageEvent[];
}

/** Lists each type that no meter counts, by hour, and announces it once an hour. It is announced first and noted as announced
 *  afterwards, so that a crash between the two announces again rather than never. The number of events leaves out deliveries
 *  whose consumer died after its commit; the log is exact. */
export const announceUnmatched = async ({ fresh, known }: Unmatched, now: Instant): Promise<void> => {
  const examples = new Map([...fresh, ...known].map((event) => [event.type, event] as const).reverse());
  const counts = new Map<string, number>();
  for (const { type } of fresh) counts.set(type, (counts.get(type) ?? 0) + 1);
  const hour = windowOf(now);
  await Promise.all([...examples.values()].map((event) => announceType(event, counts.get(event.type) ?? 0, hour)));
};

const announceType = async (event: UsageEvent, more: number, hour: Instant): Promise<void> => {
  const { type, source, id, customer } = event;
  const example = { source, id, customerId: customer };
  const { count, announced } = await add(type, hour, example, more);
  if (announced) return;
  const detail = { type, hour, count, example };
  await announce('meter', [{ type: announcements.unmatched, id: `unmatched_${digest(type, hour)}`, detail }]);
  await documents.send(
    new UpdateCommand({
      TableName: tableOf('log'),
      Key: keyOf(type, hour),
      UpdateExpression: 'SET announced = :yes',
      ExpressionAttributeValues: { ':yes': true },
    }),
  );
};

const keyOf = (type: string, hour: Instant) => ({
  pk: `${logPartitions.unmatched}${hour.slice(0, 7)}`,
  sk: `${hour}#${digest(type)}`,
});

/** Adds to the number of events of a type in an hour.
 *  @returns the new number, and whether the hour has been announced */
const add = async (type: string, hour: Instant, example: Readonly<Record<string, string>>, more: number) => {
  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName: tableOf('log'),
      Key: keyOf(type, hour),
      UpdateExpression:
        'SET #type = :type, #hour = :hour, example = if_not_exists(example, :example), expiresAt = :expiresAt ADD #count :more',
      ExpressionAttributeNames: { '#type': 'type', '#hour': 'hour', '#count': 'count' },
      ExpressionAttributeValues: {
        ':type': type,
        ':hour': hour,
        ':example': example,
        ':more': more,
        ':expiresAt': expiryAfter(hour, keptDays),
      },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return { count: Number(Attributes?.count), announced: Attributes?.announced === true };
};

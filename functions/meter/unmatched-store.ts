import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { digest } from '../catalog/ids.ts';
import { type Instant, plusDays, toMilliseconds } from '../catalog/instant.ts';
import type { UsageEvent } from '../ingest/usage-event.ts';
import { announce } from '../platform/bus.ts';
import { documents } from '../platform/dynamo.ts';
import { tableOf } from '../platform/tables.ts';
import { announcements } from './contract.ts';
import { windowOf } from './window.ts';

/** Days that an hour's announcement is remembered. */
const keptDays = 35;

/** Announces each type among `events`, which no meter counts, once an hour: first announced, then remembered, so that a
 *  crash between the two announces again rather than never. */
export const announceUnmatched = async (events: readonly UsageEvent[], now: Instant): Promise<void> => {
  const first = new Map(events.map((event) => [event.type, event] as const).reverse());
  await Promise.all([...first.values()].map((event) => announceType(event, windowOf(now))));
};

const announceType = async (event: UsageEvent, hour: Instant): Promise<void> => {
  const Key = { pk: `UNMATCHED#${event.type}`, sk: hour };
  const { Item } = await documents.send(new GetCommand({ TableName: tableOf('log'), Key, ConsistentRead: true }));
  if (Item !== undefined) return;
  const { type, source, id, customer } = event;
  const detail = { type, hour, example: { source, id, customerId: customer } };
  await announce('meter', [{ type: announcements.unmatched, id: `unmatched_${digest(type, hour)}`, detail }]);
  const expiresAt = Math.floor(toMilliseconds(plusDays(hour, keptDays)) / 1000);
  await documents.send(new PutCommand({ TableName: tableOf('log'), Item: { ...Key, ...detail, expiresAt } }));
};

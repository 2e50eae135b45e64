import * as z from 'zod';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import { inLanes } from '../../kernel/lanes.ts';
import { wallClock } from '../../platform/clock.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { conflictOf, findEvent, type RecordedConflict } from './event-lookup-store.ts';
import { newestFirst } from './month-list-store.ts';
import { notCountedRoutes } from './not-counted-routes.ts';

const unmatched = z.object({
  type: z.string(),
  hour: z.string(),
  count: z.number(),
  example: z.object({ source: z.string(), id: z.string(), customerId: z.string() }),
});

/** Conflicts that are looked up at once: the batch of each is in memory. */
const lanes = 10;

export const handler = httpApi(notCountedRoutes, {
  listConflicts: async ({ query }) => {
    const { data, nextCursor } = await newestFirst('CONFLICTS', wallClock(), query);
    return { json: { data: await inLanes(data.map(conflictOf), lanes, withCounted), nextCursor } };
  },
  listUnmatched: async ({ query }) => {
    const { data, nextCursor } = await newestFirst('UNMATCHED', wallClock(), query);
    return { json: { data: data.map((item) => unmatched.parse(item)), nextCursor } };
  },
});

/** A refused content beside the one that has the key, which is looked up in the log. */
const withCounted = async (conflict: RecordedConflict) => {
  const { source, id, recordedAt, customerId, type, time, data } = conflict;
  const found = await findEvent({ source, id });
  return {
    ...{ source, id, recordedAt, refused: { customerId, type, time, data } },
    counted: found.state === 'counted' ? contentOf(found.event) : null,
  };
};

const contentOf = ({ customer, type, time, data }: UsageEvent) => ({ customerId: customer, type, time, data });

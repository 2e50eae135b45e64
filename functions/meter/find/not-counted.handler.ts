import type * as z from 'zod';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import { inLanes } from '../../kernel/lanes.ts';
import { wallClock } from '../../platform/clock.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { mapPage, type Page } from '../../platform/table/cursor.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import { conflictOf, findEvent, type RecordedConflict } from './event-lookup-store.ts';
import { newestFirst } from './month-list-store.ts';
import { notCountedRoutes, unknownCustomerSchema, unmatchedSchema, unreadableSchema } from './not-counted-routes.ts';

/** Conflicts that are looked up at once: the batch of each is in memory. */
const lanes = 10;

export const handler = httpApi(notCountedRoutes, {
  listConflicts: async ({ query }) => {
    const { data, nextCursor } = await newestFirst('CONFLICTS', wallClock(), query);
    return { json: { data: await inLanes(data.map(conflictOf), lanes, withCounted), nextCursor } };
  },
  listUnmatched: async ({ query }) => ({ json: await byHour('UNMATCHED', unmatchedSchema, query) }),
  listUnreadable: async ({ query }) => ({ json: await byHour('UNREADABLE', unreadableSchema, query) }),
  listUnknownCustomers: async ({ query }) => ({
    json: await byHour('UNKNOWN_CUSTOMERS', unknownCustomerSchema, query),
  }),
});

/** A page of what was listed by the hour, newest first. */
const byHour = async <Entry>(kind: string, entry: z.ZodType<Entry>, query: PageRequest): Promise<Page<Entry>> =>
  mapPage(await newestFirst(kind, wallClock(), query), (item) => entry.parse(item));

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

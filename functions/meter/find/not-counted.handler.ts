import * as z from 'zod';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import { wallClock } from '../../platform/clock.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { notCountedRoutes } from '../void/void-routes.ts';
import { conflictOf, findEvent, type RecordedConflict } from './event-lookup-store.ts';
import { newestFirst } from './month-list-store.ts';

const unmatched = z.object({
  type: z.string(),
  hour: z.string(),
  count: z.number(),
  example: z.object({ source: z.string(), id: z.string(), customerId: z.string() }),
});

export const handler = httpApi(notCountedRoutes, {
  listConflicts: async ({ query }) => {
    const { data, nextCursor } = await newestFirst('CONFLICTS', wallClock(), query);
    return { json: { data: await inParts(data.map(conflictOf), withCounted), nextCursor } };
  },
  listUnmatched: async ({ query }) => {
    const { data, nextCursor } = await newestFirst('UNMATCHED', wallClock(), query);
    return { json: { data: data.map((item) => unmatched.parse(item)), nextCursor } };
  },
});

/** The content that has the key is looked up in the log. */
const withCounted = async (conflict: RecordedConflict) => {
  const { source, id, recordedAt, customerId, type, time, data } = conflict;
  const found = await findEvent({ source, id });
  return {
    ...{ source, id, recordedAt, refused: { customerId, type, time, data } },
    counted: found.state === 'counted' ? contentOf(found.event) : null,
  };
};

const contentOf = ({ customer, type, time, data }: UsageEvent) => ({ customerId: customer, type, time, data });

/** Batches that are in memory at once. */
const atOnce = 10;

const inParts = async <T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += atOnce) {
    results.push(...(await Promise.all(items.slice(at, at + atOnce).map(run))));
  }
  return results;
};

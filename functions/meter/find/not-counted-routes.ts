import * as z from 'zod';
import { instantWire } from '../../kernel/instant-wire.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { list } from '../../platform/http/route-kinds.ts';

const content = z.object({
  customerId: z.string(),
  type: z.string(),
  time: instantWire,
  data: z.record(z.string(), z.unknown()),
});

const ofHour = { hour: instantWire, count: z.int() };
const event = { source: z.string(), id: z.string() };

/** An entry of a list by the hour, as it is stored and answered. */
export const unmatchedSchema = z.object({
  type: z.string(),
  ...ofHour,
  example: z.object({ ...event, customerId: z.string() }),
});
export const unreadableSchema = z.object({
  meter: z.string(),
  code: z.string(),
  ...ofHour,
  example: z.object({
    ...event,
    customerId: z.string(),
    type: z.string(),
    pointer: z.string().meta({ description: 'A JSON pointer into the event' }),
    detail: z.string(),
  }),
});
export const unknownCustomerSchema = z.object({
  customerId: z.string(),
  ...ofHour,
  example: z.object({ ...event, type: z.string() }),
});

const hourly = { method: 'GET', access: 'read', query: pageQuery, status: 200 } as const;

export const notCountedRoutes = defineRoutes({
  listConflicts: {
    method: 'GET',
    path: '/conflicts',
    access: 'read',
    summary: 'Events refused because their key belongs to another content, newest first, with both contents',
    query: pageQuery,
    response: list(
      z.object({
        source: z.string(),
        id: z.string(),
        recordedAt: instantWire,
        refused: content,
        counted: content.nullable().meta({ description: 'Null while it is being counted, and once it is forgotten' }),
      }),
    ),
    status: 200,
  },
  listUnmatched: {
    ...hourly,
    path: '/unmatched',
    summary: 'Types of events that no meter counts, by the hour in which they came, newest first',
    response: list(unmatchedSchema),
  },
  listUnreadable: {
    ...hourly,
    path: '/unreadable',
    summary: 'Meters that could not read events, with the reason, by the hour in which they came, newest first',
    response: list(unreadableSchema),
  },
  listUnknownCustomers: {
    ...hourly,
    path: '/unknown-customers',
    summary: 'Customers that events name and the catalog does not know, by the hour in which they came, newest first',
    response: list(unknownCustomerSchema),
  },
});

import * as z from 'zod';
import { defineRoutes } from '../platform/http/route.ts';
import { apiKeyRoutes } from './access/api-key-routes.ts';
import { sendEvents } from './event-routes.ts';

const rejected = z.object({
  index: z.int(),
  id: z.string().nullable(),
  code: z.string(),
  pointer: z.string(),
  detail: z.string(),
});

const unreadable = z.object({
  index: z.int(),
  id: z.string(),
  meter: z.string(),
  code: z.string(),
  pointer: z.string(),
  detail: z.string(),
});

/** The answer to a request of events. It has an entry for each event that was not accepted. */
export const eventsAnswer = z.object({
  accepted: z.int(),
  duplicates: z.array(z.object({ index: z.int(), id: z.string() })),
  rejected: z.array(rejected),
  unreadable: z.array(unreadable).meta({
    description: 'Meters that cannot read an accepted event, which others count; at most 100 entries',
  }),
  unreadableCount: z.int().meta({ description: 'How many there are, also of those that are not listed' }),
});

/** The form of an event, for the document alone. `validateEvent` reads each event by itself, so that a bad event
 *  refuses nothing but itself. */
const usageEvent = z
  .object({
    specversion: z.literal('1.0').optional(),
    id: z.string(),
    source: z.string().default('default'),
    type: z.string(),
    subject: z.string().meta({ description: "The customer's id" }),
    time: z.string().meta({ description: 'RFC 3339 with an offset' }),
    data: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({
    id: 'UsageEvent',
    description: 'CloudEvents 1.0; quantities in `data` are decimal strings, or short numbers',
  });
const usageEvents = z.array(usageEvent).min(1).max(1000);

export const eventRoutes = defineRoutes({
  sendEvents: {
    ...sendEvents,
    documentedBody: {
      'application/cloudevents+json': usageEvent,
      'application/cloudevents-batch+json': usageEvents,
      'application/json': z.union([usageEvent, usageEvents]),
    },
    response: eventsAnswer,
  },
});

export const routes = { ...eventRoutes, ...apiKeyRoutes };

import * as z from 'zod';
import { scopes } from '../kernel/scope.ts';
import { pageQuery } from '../platform/http/page.ts';
import { defineRoutes } from '../platform/http/route.ts';
import { list } from '../platform/http/route-kinds.ts';
import { sendEvents } from './event-routes.ts';

const rejected = z.object({
  index: z.int(),
  id: z.string().nullable(),
  code: z.string(),
  pointer: z.string(),
  detail: z.string(),
});

/** The answer to a request of events. It has an entry for each event that was not accepted. */
export const eventsAnswer = z.object({
  accepted: z.int(),
  duplicates: z.array(z.object({ index: z.int(), id: z.string() })),
  rejected: z.array(rejected),
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

const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: z.string(),
  revokedAt: z.string().nullable(),
});

export const apiKeyRoutes = defineRoutes({
  createApiKey: {
    method: 'POST',
    path: '/api-keys',
    access: 'admin',
    summary: 'Make an API key; the answer is the only time that it is shown',
    body: z.strictObject({
      name: z.string().min(1).max(200),
      scopes: z
        .array(z.string())
        .min(1)
        .superRefine((given, context) => {
          given.forEach((scope, index) => {
            if (scopes.some((known) => known === scope)) return;
            context.addIssue({
              code: 'custom',
              path: [index],
              params: { code: 'unknown_scope' },
              message: `There is no scope "${scope}": ${scopes.join(', ')}.`,
            });
          });
        })
        .transform((given) => scopes.filter((scope) => given.includes(scope))),
    }),
    response: apiKey.extend({ key: z.string() }),
    status: 201,
  },
  listApiKeys: {
    method: 'GET',
    path: '/api-keys',
    access: 'admin',
    summary: 'List API keys, without the keys themselves',
    query: pageQuery,
    response: list(apiKey),
    status: 200,
  },
  revokeApiKey: {
    method: 'DELETE',
    path: '/api-keys/{keyId}',
    access: 'admin',
    summary: 'Revoke an API key; it stops working within five minutes',
    response: apiKey,
    status: 200,
  },
});

export const routes = { ...eventRoutes, ...apiKeyRoutes };

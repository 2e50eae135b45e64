import * as z from 'zod';
import { meterKey } from '../../kernel/ids.ts';
import { instantSchema, instantWire } from '../../kernel/instant-wire.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { list } from '../../platform/http/route-kinds.ts';

const reason = z.string().trim().min(1).max(500).optional();

/** The body may be left out. */
export const voidBody = z.strictObject({ reason });

const voidWire = z.object({
  source: z.string(),
  id: z.string(),
  customerId: z.string(),
  type: z.string(),
  time: instantWire,
  batch: z.string(),
  voidedAt: instantWire,
  reason: z.string().nullable(),
  late: z.boolean().meta({ description: 'Its period was closed: the next invoice is lowered' }),
  closedThrough: instantWire.nullable(),
  meters: z.array(z.string()),
});

export const voidRoutes = defineRoutes({
  voidEvent: {
    method: 'POST',
    path: '/events/{source}/{id}/void',
    access: 'admin',
    summary: 'Take a counted event back, once; again, the answer is the first one. Source and id URL-encoded',
    documentedBody: { 'application/json': voidBody },
    response: voidWire,
    status: 200,
  },
  voidEventByKey: {
    method: 'POST',
    path: '/events/void',
    access: 'admin',
    summary: 'The same with source and id in the body, whatever characters they have',
    body: z.strictObject({
      source: z.string().min(1).max(256).default('default'),
      id: z.string().min(1).max(256),
      reason,
    }),
    response: voidWire,
    status: 200,
  },
});

export const formats = ['json', 'ndjson', 'csv'] as const;
export type Format = (typeof formats)[number];

const eventRow = z.object({
  source: z.string(),
  id: z.string(),
  type: z.string(),
  time: instantWire,
  data: z.record(z.string(), z.unknown()),
  batch: z.string(),
  ingestedAt: instantWire,
  late: z.boolean(),
  voided: z.boolean(),
  quantity: z.string().nullable().meta({ description: 'What the meter that is asked for took; null without one' }),
});

export const customerEventRoutes = defineRoutes({
  listCustomerEvents: {
    method: 'GET',
    path: '/customers/{customerId}/events',
    access: 'read',
    portal: 'path',
    summary:
      "A customer's events by their own time, in the order in which they came; a page may be short while there is a next",
    query: z.strictObject({
      from: instantSchema.optional(),
      to: instantSchema.optional(),
      type: z.string().min(1).optional(),
      meter: z.string().min(1).transform(meterKey).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().optional(),
      format: z.enum(formats).optional(),
    }),
    response: z.object({ data: z.array(eventRow), nextCursor: z.string().nullable() }),
    status: 200,
  },
});

const content = z.object({
  customerId: z.string(),
  type: z.string(),
  time: instantWire,
  data: z.record(z.string(), z.unknown()),
});

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
    method: 'GET',
    path: '/unmatched',
    access: 'read',
    summary: 'Types of events that no meter counts, by the hour in which they came, newest first',
    query: pageQuery,
    response: list(
      z.object({
        type: z.string(),
        hour: instantWire,
        count: z.int(),
        example: z.object({ source: z.string(), id: z.string(), customerId: z.string() }),
      }),
    ),
    status: 200,
  },
});

const deadLetter = z.object({
  messageId: z.string(),
  code: z.string(),
  detail: z.string().nullable(),
  sentAt: instantWire.nullable(),
  bytes: z.int(),
  events: z.int().nullable().meta({ description: 'Null when the message cannot be read' }),
  example: z.object({ source: z.string(), id: z.string(), type: z.string(), customerId: z.string() }).nullable(),
});

export const deadLetterRoutes = defineRoutes({
  listDeadLetters: {
    method: 'GET',
    path: '/dead-letters',
    access: 'read',
    summary: 'Some of the messages that nobody could count, with reasons; they stay where they are',
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(50).default(10) }),
    response: z.object({ approximateCount: z.int(), data: z.array(deadLetter) }),
    status: 200,
  },
  redriveDeadLetters: {
    method: 'POST',
    path: '/dead-letters/redrive',
    access: 'admin',
    summary: 'Move messages back to be counted, all but those that would come straight back; repeat while some remain',
    body: z.strictObject({
      limit: z.int().min(1).max(1000).default(100),
      before: instantSchema.optional().meta({
        description: 'Only what was sent before it: calls with one instant come to an end, whatever comes back',
      }),
    }),
    response: z.object({
      moved: z.int(),
      kept: z.array(deadLetter),
      remaining: z.int().meta({ description: 'About how many wait, without those kept just now' }),
    }),
    status: 200,
  },
});

export const eventRoutes = { ...voidRoutes, ...customerEventRoutes, ...notCountedRoutes, ...deadLetterRoutes };

import * as z from 'zod';
import { meterKey } from '../../kernel/ids.ts';
import { instantSchema, instantWire } from '../../kernel/instant-wire.ts';
import { defineRoutes } from '../../platform/http/route.ts';

/** The forms in which events are listed. The first is the default. */
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

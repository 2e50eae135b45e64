import { z } from 'zod';
import { instantWire } from '../../kernel/instant-wire.ts';
import { defineRoutes } from '../../platform/http/route.ts';

export const eventStatuses = ['accepted', 'counted', 'not_counted', 'void', 'conflict'] as const;

const content = {
  customerId: z.string(),
  type: z.string(),
  time: instantWire,
  data: z.record(z.string(), z.unknown()),
};

const line = z
  .object({ invoiceId: z.string(), number: z.string().nullable(), status: z.string(), lineId: z.string() })
  .nullable();

const status = z.object({
  source: z.string(),
  id: z.string(),
  status: z.enum(eventStatuses).meta({
    description:
      'accepted: being counted. not_counted: it is in the log, and no meter has counted it. conflict: refused, and no other content has the key (any more)',
  }),
  event: z
    .object({ ...content, batch: z.string(), ingestedAt: instantWire })
    .nullable()
    .meta({ description: 'The content that has the key; whatever is sent with it again is a duplicate or a conflict' }),
  countedIn: z.array(
    z.object({
      meter: z.string(),
      window: z.object({ start: instantWire, end: instantWire }),
      quantity: z.string(),
      late: z.boolean(),
      billedOn: line,
      takenBackOn: line.meta({ description: 'Of a late void: the adjustment that it lowers, once there is one' }),
    }),
  ),
  unreadableBy: z
    .array(z.object({ meter: z.string(), code: z.string(), pointer: z.string(), detail: z.string() }))
    .meta({ description: 'Meters of its type that cannot read it, and why' }),
  void: z.object({ voidedAt: instantWire, reason: z.string().nullable(), late: z.boolean() }).nullable(),
  conflicts: z.array(z.object({ ...content, recordedAt: instantWire })),
});

export const eventStatusRoutes = defineRoutes({
  getEvent: {
    method: 'GET',
    path: '/events/{source}/{id}',
    access: 'read',
    summary: 'Where is my event? In which windows, late or in time, on which invoice. Source and id URL-encoded',
    response: status,
    status: 200,
  },
  getEventByKey: {
    method: 'GET',
    path: '/events',
    access: 'read',
    summary: 'The same with source and id in the query, whatever characters they have',
    query: z.strictObject({ source: z.string().min(1).max(256).default('default'), id: z.string().min(1).max(256) }),
    response: status,
    status: 200,
  },
});

import * as z from 'zod';
import { instantWire } from '../../kernel/instant-wire.ts';
import { defineRoutes } from '../../platform/http/route.ts';

const reason = z.string().trim().min(1).max(500).optional();

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
    body: z.strictObject({ reason }),
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

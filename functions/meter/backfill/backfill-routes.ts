import * as z from 'zod';
import { instantWire } from '../../kernel/instant-wire.ts';
import { defineRoutes } from '../../platform/http/route.ts';

const backfillWire = z.object({
  meterKey: z.string(),
  status: z.enum(['running', 'done', 'failed']),
  batches: z.number().meta({ description: 'Batches of the log that were counted without the meter, seen so far' }),
  events: z.number().meta({ description: 'Events in them that the meter counted' }),
  unreadable: z.number().meta({ description: 'Events of its type in them whose value it cannot read: not counted' }),
  startedAt: instantWire,
  updatedAt: instantWire,
});
export type BackfillWire = z.output<typeof backfillWire>;

export const backfillRoutes = defineRoutes({
  startBackfill: {
    method: 'POST',
    path: '/meters/{meterKey}/backfill',
    access: 'admin',
    summary: 'Count for a meter the events that were counted before it was made; one that runs already goes on',
    response: backfillWire,
    status: 202,
  },
  getBackfill: {
    method: 'GET',
    path: '/meters/{meterKey}/backfill',
    access: 'read',
    summary: 'How far the last backfill of a meter is',
    response: backfillWire,
    status: 200,
  },
});

import * as z from 'zod';
import { instantWire } from '../../kernel/instant-wire.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { maxShards } from '../shard/shard.ts';

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

const shardsWire = z.object({ customerId: z.string(), shards: z.number() });

export const shardRoutes = defineRoutes({
  setShards: {
    method: 'PUT',
    path: '/customers/{customerId}/shards',
    access: 'admin',
    summary: "Split a busy customer's counters from now on: a shard counts about 1,000 batches a second at most",
    body: z.strictObject({ shards: z.int().min(1).max(maxShards) }),
    response: shardsWire,
    status: 200,
  },
  getShards: {
    method: 'GET',
    path: '/customers/{customerId}/shards',
    access: 'read',
    summary: "How many shards a customer's counters have",
    response: shardsWire,
    status: 200,
  },
});

import * as z from 'zod';
import { defineRoutes } from '../../platform/http/route.ts';
import { maxShards } from './shard.ts';

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

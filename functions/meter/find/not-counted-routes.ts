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

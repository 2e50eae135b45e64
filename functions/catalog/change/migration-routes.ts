import { z } from 'zod';
import { planId } from '../../kernel/ids.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { migrationSchema } from './migration-wire.ts';

const refusalWire = z.object({
  subscriptionId: z.string(),
  customerId: z.string(),
  code: z.string().meta({ examples: ['currency_without_price'] }),
  detail: z.string(),
});

export const migrationRoutes = defineRoutes({
  startMigration: {
    method: 'POST',
    path: '/plans/{planId}/migrations',
    access: 'admin',
    summary: 'Move all active subscriptions of a plan to a version of it, or of another, now or at their next period',
    body: z.strictObject({
      toVersion: z.int().positive(),
      toPlanId: z.string().min(1).max(64).transform(planId).optional(),
      fromVersion: z.int().positive().optional().meta({ description: 'Only those on this version' }),
      at: z.enum(['now', 'period_end']),
    }),
    response: migrationSchema,
    status: 202,
    creates: true,
  },
  getMigration: {
    method: 'GET',
    path: '/plans/{planId}/migrations/{migrationId}',
    access: 'read',
    summary: 'How far a move is, and a page of the subscriptions that were refused',
    query: pageQuery,
    response: migrationSchema.extend({ refused: z.array(refusalWire), nextCursor: z.string().nullable() }),
    status: 200,
  },
});

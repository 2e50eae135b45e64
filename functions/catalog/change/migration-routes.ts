import { z } from 'zod';
import { planId } from '../../kernel/ids.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { listing } from '../../platform/http/route-kinds.ts';
import { migrationWire, refusalWire } from './migration-wire.ts';

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
    response: migrationWire,
    status: 202,
    creates: true,
  },
  getMigration: {
    ...listing,
    path: '/plans/{planId}/migrations/{migrationId}',
    summary: 'How far a move is, and a page of the subscriptions that were refused',
    response: migrationWire.extend({ refused: z.array(refusalWire), nextCursor: z.string().nullable() }),
  },
});

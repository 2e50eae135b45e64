import { z } from 'zod';
import { instantWire } from '../../kernel/instant-wire.ts';
import type { Migration, MigrationItem } from './migration.ts';

const count = z.int().nonnegative();

/** A migration as it is answered. */
export const migrationWire = z.object({
  id: z.string(),
  planId: z.string(),
  fromVersion: z.int().positive().nullable().meta({ description: 'Null: from all versions' }),
  toPlanId: z.string(),
  toVersion: z.int().positive(),
  at: z.enum(['now', 'period_end']),
  status: z.enum(['running', 'done', 'failed']),
  progress: z.object({
    total: count.nullable().meta({ description: 'Subscriptions found; null until they are counted' }),
    done: count,
    moved: count,
    unchanged: count.meta({ description: 'On that version already, or not on the plan any more' }),
    refused: count,
  }),
  startedAt: instantWire,
  updatedAt: instantWire,
}) satisfies z.ZodType<Migration>;

/** A migration as it is stored, with the page of subscriptions that comes next. */
export const migrationItemWire = migrationWire.extend({
  cursor: z.string().nullable(),
  revision: count,
}) satisfies z.ZodType<MigrationItem>;

/** A subscription that was refused, as it is stored and answered. */
export const refusalWire = z.object({
  subscriptionId: z.string(),
  customerId: z.string(),
  code: z.string().meta({ examples: ['currency_without_price'] }),
  detail: z.string(),
});

import * as z from 'zod';
import { instantSchema } from '../../kernel/instant-wire.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { discrepancyWire } from './discrepancy-wire.ts';

const run = z.object({
  run: z.string(),
  customerId: z.string(),
  from: z.string(),
  to: z.string(),
});

const lastRun = z.object({
  run: z.string(),
  from: z.string(),
  to: z.string(),
  counters: z.number().nullable(),
  moving: z.number().nullable().meta({ description: 'Counters that were written while they were recounted' }),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
});

const discrepancies = z.array(discrepancyWire);

export const reconciliationRoutes = defineRoutes({
  startReconciliation: {
    method: 'POST',
    path: '/customers/{customerId}/reconciliations',
    access: 'admin',
    summary:
      "Recount a customer's events from the log, and compare with counters and invoices; the last 62 days, unless said otherwise",
    body: z
      .strictObject({ from: instantSchema.optional(), to: instantSchema.optional() })
      .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
        path: ['to'],
        params: { code: 'range_empty' },
        message: '"to" is after "from".',
      }),
    response: run,
    status: 202,
  },
  listCustomerDiscrepancies: {
    method: 'GET',
    path: '/customers/{customerId}/reconciliations',
    access: 'read',
    summary: "A customer's last reconciliation, and the differences that were ever found",
    query: pageQuery,
    response: z.object({ data: discrepancies, nextCursor: z.string().nullable(), lastRun: lastRun.nullable() }),
    status: 200,
  },
  listDiscrepancies: {
    method: 'GET',
    path: '/reconciliations',
    access: 'read',
    summary: 'The differences that reconciliations found, by customer',
    query: pageQuery,
    response: z.object({ data: discrepancies, nextCursor: z.string().nullable() }),
    status: 200,
  },
  repairDiscrepancy: {
    method: 'POST',
    path: '/customers/{customerId}/reconciliations/{discrepancyId}/repair',
    access: 'admin',
    summary:
      "Add what is missing in a counter, by an entry in the log that says why; a closed window's goes to the next invoice",
    body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
    response: discrepancyWire,
    status: 200,
  },
});

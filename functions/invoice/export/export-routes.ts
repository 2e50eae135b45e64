import { z } from 'zod';
import { instantSchema } from '../../kernel/instant-wire.ts';
import { defineRoutes } from '../../platform/http/route.ts';

/** Days of one export: ten years. A mistyped year would make it read thousands of months. */
const maxDays = 3660;
const day = 86_400_000;

const query = z
  .strictObject({
    from: instantSchema,
    to: instantSchema,
    format: z.literal('csv').optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(1000),
    cursor: z.string().optional(),
  })
  .refine(({ from, to }) => from < to, {
    path: ['to'],
    params: { code: 'range_empty' },
    message: '"to" is after "from".',
  })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= maxDays * day, {
    path: ['to'],
    params: { code: 'range_too_long' },
    message: 'An export is of ten years at most.',
  });

const csv = { method: 'GET', access: 'read', query, produces: 'text/csv', status: 200 } as const;
const more =
  'By date of issue, from inclusive, to exclusive; the next page is in the header Link, and has no head of its own';

export const exportRoutes = defineRoutes({
  exportInvoices: {
    ...csv,
    path: '/exports/invoices',
    summary: `Invoices that have a number as CSV for accounting. ${more}`,
  },
  exportInvoiceLines: {
    ...csv,
    path: '/exports/invoice-lines',
    summary: `Their lines, net and tax of which add up to the invoice. ${more}`,
  },
  exportCreditNotes: { ...csv, path: '/exports/credit-notes', summary: `Credit notes as CSV for accounting. ${more}` },
});

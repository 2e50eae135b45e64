import { z } from 'zod';
import { customerIdSchema } from '../../catalog/customer/customer.ts';
import { localeSchema } from '../../catalog/customer/locale.ts';
import { decimalText } from '../../kernel/decimal-string.ts';
import { instantWire } from '../../kernel/instant-schema.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { statuses } from '../invoice.ts';
import { invoiceSchema } from '../wire/invoice-schema.ts';

export const invoiceRoutes = defineRoutes({
  listInvoices: {
    method: 'GET',
    path: '/invoices',
    access: 'read',
    portal: 'handler',
    summary: "Invoices, newest first; a customer's link sees its own, without drafts",
    query: pageQuery.extend({ customerId: customerIdSchema.optional(), status: z.enum(statuses).optional() }),
    response: z.object({ data: z.array(invoiceSchema), nextCursor: z.string().nullable() }),
    status: 200,
  },
  getInvoice: {
    method: 'GET',
    path: '/invoices/{invoiceId}',
    access: 'read',
    portal: 'handler',
    summary:
      'One invoice; with .html after the id, as a page to read and print; with .pdf, as PDF (Accept: application/pdf)',
    query: z.strictObject({ locale: localeSchema.optional() }),
    response: invoiceSchema,
    status: 200,
  },
});

export const evidenceRoutes = defineRoutes({
  lineEvents: {
    method: 'GET',
    path: '/invoices/{invoiceId}/lines/{lineId}/events',
    access: 'read',
    portal: 'handler',
    summary:
      'The events behind a line, whose quantities add up to it, of an adjustment the late ones; all of them as CSV by format=csv or Accept: text/csv',
    query: pageQuery.extend({ format: z.enum(['json', 'csv']).optional() }),
    response: z.object({
      meter: z.string(),
      lineQuantity: decimalText,
      data: z.array(
        z.object({
          kind: z.enum(['event', 'void']).meta({ description: 'A void takes the quantity of its event back' }),
          id: z.string(),
          source: z.string(),
          type: z.string(),
          time: instantWire,
          quantity: decimalText,
          ingestedAt: instantWire,
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
    status: 200,
  },
});

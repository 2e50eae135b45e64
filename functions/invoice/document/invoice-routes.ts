import { z } from 'zod';
import { customerIdSchema } from '../../catalog/customer/customer-wire.ts';
import { localeSchema } from '../../catalog/customer/locale-wire.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { statuses } from '../invoice.ts';
import { answeredInvoiceSchema } from '../wire/invoice-wire.ts';
import { lineSchema } from '../wire/line-wire.ts';

export const invoiceRoutes = defineRoutes({
  listInvoices: {
    method: 'GET',
    path: '/invoices',
    access: 'read',
    portal: 'handler',
    summary: "Invoices, newest first; a customer's link sees its own, without drafts",
    query: pageQuery.extend({ customerId: customerIdSchema.optional(), status: z.enum(statuses).optional() }),
    response: z.object({ data: z.array(answeredInvoiceSchema), nextCursor: z.string().nullable() }),
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
    response: answeredInvoiceSchema,
    status: 200,
  },
  listInvoiceLines: {
    method: 'GET',
    path: '/invoices/{invoiceId}/lines',
    access: 'read',
    portal: 'handler',
    summary: 'The lines of an invoice, in their order',
    query: pageQuery.extend({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
    response: z.object({ data: z.array(lineSchema), nextCursor: z.string().nullable() }),
    status: 200,
  },
});

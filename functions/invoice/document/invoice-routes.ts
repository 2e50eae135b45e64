import { z } from 'zod';
import { customerIdSchema } from '../../catalog/customer/customer.ts';
import { localeSchema } from '../../catalog/customer/locale.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { statuses } from '../invoice.ts';
import { invoiceSchema } from '../wire/invoice-wire.ts';

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

import { z } from 'zod';
import { customerIdSchema } from '../catalog/customer/customer-wire.ts';
import { customerId, invoiceId } from '../kernel/ids.ts';
import { pageQuery } from '../platform/http/page.ts';
import { defineRoutes } from '../platform/http/route.ts';
import { attemptWire } from './attempt-wire.ts';
import { collectionWire } from './collection-wire.ts';

const paymentQuery = pageQuery
  .extend({
    customerId: customerIdSchema.transform(customerId).optional(),
    invoiceId: z.string().transform(invoiceId).optional(),
  })
  .refine((query) => (query.customerId === undefined) !== (query.invoiceId === undefined), {
    error: 'either customerId or invoiceId is expected',
    params: { code: 'customer_or_invoice_required' },
  });

export const paymentRoutes = defineRoutes({
  listPayments: {
    method: 'GET',
    path: '/payments',
    access: 'read',
    summary: 'Attempts to be paid, by invoice, in the order in which they were made',
    query: paymentQuery,
    response: z.object({ data: z.array(attemptWire), nextCursor: z.string().nullable() }),
    status: 200,
  },
  getCollection: {
    method: 'GET',
    path: '/invoices/{invoiceId}/collection',
    access: 'read',
    summary: 'How far the collection of an invoice is: its status, the dunning stage, the attempts, and what is next',
    response: collectionWire,
    status: 200,
  },
});

import { z } from 'zod';
import { instantSchema } from '../../kernel/instant-wire.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes, type Route } from '../../platform/http/route.ts';
import { manualLineWire, newManualLineSchema } from '../draft/manual-line-wire.ts';
import { answeredInvoiceSchema } from '../wire/invoice-wire.ts';

const changing = { method: 'POST', access: 'admin', status: 200, creates: true } as const satisfies Partial<Route>;
const removing = { method: 'DELETE', access: 'admin', status: 200 } as const satisfies Partial<Route>;

/** What an operator does with one invoice, from its draft to its end. */
export const lifecycleRoutes = defineRoutes({
  finalizeInvoice: {
    ...changing,
    path: '/invoices/{invoiceId}/finalize',
    summary: 'Make a draft that is held final: it gets its number, and is collected',
    response: answeredInvoiceSchema,
  },
  addInvoiceLine: {
    ...changing,
    status: 201,
    path: '/invoices/{invoiceId}/lines',
    summary: 'Add a line to a draft, of either sign; the answer is the draft with its new totals',
    body: newManualLineSchema,
    response: answeredInvoiceSchema,
  },
  removeInvoiceLine: {
    ...removing,
    path: '/invoices/{invoiceId}/lines/{lineId}',
    summary: 'Take a manual line off a draft; one that had waited for an invoice waits for the next',
    response: answeredInvoiceSchema,
  },
  voidInvoice: {
    ...changing,
    path: '/invoices/{invoiceId}/void',
    summary: 'Void an invoice that is not paid, for nothing, or for a draft of the same lines that replaces it',
    body: z.strictObject({
      reason: z.string().trim().min(1).max(500),
      replace: z.boolean().default(false).meta({ description: 'Make a draft that stands in for it' }),
    }),
    response: answeredInvoiceSchema,
  },
  payInvoice: {
    ...changing,
    path: '/invoices/{invoiceId}/pay',
    summary: 'Mark an invoice as paid elsewhere, as by a bank transfer; its collection ends',
    body: z.strictObject({
      reference: z.string().trim().min(1).max(200).meta({ description: 'What the payment is known by' }),
      paidAt: instantSchema.optional().meta({
        description: "In the customer's time, not in the future; default now",
        examples: ['2026-11-05T00:00:00Z'],
      }),
    }),
    response: answeredInvoiceSchema,
  },
});

/** Lines that wait for a customer's next invoice. */
export const manualLineRoutes = defineRoutes({
  createManualLine: {
    ...changing,
    status: 201,
    path: '/customers/{customerId}/invoice-lines',
    summary: "Put a line on a customer's next invoice, of either sign",
    body: newManualLineSchema,
    response: manualLineWire,
  },
  listManualLines: {
    method: 'GET',
    access: 'read',
    path: '/customers/{customerId}/invoice-lines',
    summary: "A customer's manual lines, oldest first: those that wait, and where the others are",
    query: pageQuery,
    response: z.object({ data: z.array(manualLineWire), nextCursor: z.string().nullable() }),
    status: 200,
  },
  deleteManualLine: {
    ...removing,
    path: '/customers/{customerId}/invoice-lines/{lineId}',
    summary: 'Take back a line that still waits',
    response: manualLineWire,
  },
});

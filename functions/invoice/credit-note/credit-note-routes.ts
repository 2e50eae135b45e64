import { z } from 'zod';
import { customerIdSchema } from '../../catalog/customer/customer-wire.ts';
import { localeSchema } from '../../catalog/customer/locale-wire.ts';
import { customerId } from '../../kernel/ids.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { newCreditNoteSchema } from './credit-note-request-wire.ts';
import { creditNoteWire } from './credit-note-wire.ts';

const list = z.object({ data: z.array(creditNoteWire), nextCursor: z.string().nullable() });

export const creditNoteRoutes = defineRoutes({
  createCreditNote: {
    method: 'POST',
    path: '/invoices/{invoiceId}/credit-notes',
    access: 'admin',
    summary: 'Take back an invoice or a part of it: what was paid already goes to the balance of the customer',
    body: newCreditNoteSchema,
    response: creditNoteWire,
    status: 201,
    creates: true,
  },
  listInvoiceCreditNotes: {
    method: 'GET',
    path: '/invoices/{invoiceId}/credit-notes',
    access: 'read',
    portal: 'handler',
    summary: 'Credit notes of an invoice, in the order of their making',
    query: pageQuery,
    response: list,
    status: 200,
  },
  getCreditNote: {
    method: 'GET',
    path: '/invoices/{invoiceId}/credit-notes/{creditNoteId}',
    access: 'read',
    portal: 'handler',
    summary: 'A credit note; with .html after the id, as a page; with .pdf, as PDF (Accept: application/pdf)',
    query: z.strictObject({ locale: localeSchema.optional() }),
    response: creditNoteWire,
    status: 200,
  },
  listCreditNotes: {
    method: 'GET',
    path: '/credit-notes',
    access: 'read',
    portal: 'handler',
    summary: "Credit notes, newest first; a customer's link sees its own",
    query: pageQuery.extend({ customerId: customerIdSchema.transform(customerId).optional() }),
    response: list,
    status: 200,
  },
});

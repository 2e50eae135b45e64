import { z } from 'zod';
import { customerIdSchema } from '../../catalog/customer/customer-wire.ts';
import { localeSchema } from '../../catalog/customer/locale-wire.ts';
import { customerId } from '../../kernel/ids.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { newCreditNoteSchema } from './credit-note-request-wire.ts';
import { answeredNoteWire, creditedLineWire } from './credit-note-wire.ts';

const list = z.object({ data: z.array(answeredNoteWire), nextCursor: z.string().nullable() });

export const creditNoteRoutes = defineRoutes({
  createCreditNote: {
    method: 'POST',
    path: '/invoices/{invoiceId}/credit-notes',
    access: 'admin',
    summary: 'Take back an invoice or a part of it: what was paid already goes to the balance of the customer',
    body: newCreditNoteSchema,
    response: answeredNoteWire,
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
    response: answeredNoteWire,
    status: 200,
  },
  listCreditNoteLines: {
    method: 'GET',
    path: '/invoices/{invoiceId}/credit-notes/{creditNoteId}/lines',
    access: 'read',
    portal: 'handler',
    summary: 'The lines of a credit note, in the order of the lines of the invoice',
    query: pageQuery.extend({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
    response: z.object({ data: z.array(creditedLineWire), nextCursor: z.string().nullable() }),
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

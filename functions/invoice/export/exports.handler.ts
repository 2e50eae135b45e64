import type { z } from 'zod';
import { httpApi, type Reply } from '../../platform/http/http-api.ts';
import type { NextPage } from '../../platform/http/request.ts';
import type { Item } from '../../platform/table/query.ts';
import { noteFrom } from '../credit-note/credit-note-store.ts';
import { invoiceOf } from '../store/invoice-store.ts';
import type { DocumentKind } from '../table/issued-key.ts';
import {
  creditNoteCsv,
  creditNotesHead,
  invoiceCsv,
  invoiceLinesCsv,
  invoiceLinesHead,
  invoicesHead,
} from './export-csv.ts';
import { exportRoutes } from './export-routes.ts';
import { issuedBetween } from './issued-store.ts';

/** Lambda answers with at most 6 MB. The document that goes beyond this limit is still taken, and one has at most 400 KB in the
 *  table. */
const maxBytes = 4_000_000;

/** Pages of the table, of 1 MB each, after which an answer ends: 400 bytes of an invoice of 400 KB may be all that is printed of it. */
const maxReads = 20;

type Query = z.output<typeof exportRoutes.exportInvoices.query>;

interface Export {
  readonly kind: DocumentKind;
  readonly head: string;
  readonly rowsOf: (item: Item) => string;
}

const csvOf = async ({ kind, head, rowsOf }: Export, query: Query): Promise<Reply> => {
  const { from, to, limit } = query;
  const parts: string[] = query.cursor === undefined ? [head] : [];
  let bytes = 0;
  let documents = 0;
  let next: string | null = null;
  for await (const { item, cursor, reads } of issuedBetween(kind, { from, to }, query.cursor)) {
    if (next !== null && (documents >= limit || bytes >= maxBytes || reads > maxReads)) {
      return reply(parts, { query: { from, to, limit: String(limit) }, cursor: next });
    }
    const rows = rowsOf(item);
    parts.push(rows);
    bytes += Buffer.byteLength(rows);
    documents += 1;
    next = cursor;
  }
  return reply(parts);
};

const reply = (parts: readonly string[], next?: NextPage): Reply => ({
  content: parts.join(''),
  contentType: 'text/csv; charset=utf-8',
  next,
});

export const handler = httpApi(exportRoutes, {
  exportInvoices: async ({ query }) => {
    const rowsOf = (item: Item) => invoiceCsv(invoiceOf(item));
    return csvOf({ kind: 'INVOICES', head: invoicesHead, rowsOf }, query);
  },
  exportInvoiceLines: async ({ query }) => {
    const rowsOf = (item: Item) => invoiceLinesCsv(invoiceOf(item));
    return csvOf({ kind: 'INVOICES', head: invoiceLinesHead, rowsOf }, query);
  },
  exportCreditNotes: async ({ query }) => {
    const rowsOf = (item: Item) => creditNoteCsv(noteFrom(item));
    return csvOf({ kind: 'CREDIT_NOTES', head: creditNotesHead, rowsOf }, query);
  },
});

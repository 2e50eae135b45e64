import type { z } from 'zod';
import { httpApi, type Reply } from '../../platform/http/http-api.ts';
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

type Query = z.output<typeof exportRoutes.exportInvoices.query>;

interface Export {
  readonly path: string;
  readonly kind: DocumentKind;
  readonly head: string;
  readonly rowsOf: (item: Item) => string;
}

const csvOf = async ({ path, kind, head, rowsOf }: Export, query: Query, baseUrl: string): Promise<Reply> => {
  const { from, to, limit } = query;
  const parts: string[] = query.cursor === undefined ? [head] : [];
  let bytes = 0;
  let documents = 0;
  let next: string | null = null;
  for await (const { item, cursor } of issuedBetween(kind, { from, to }, query.cursor)) {
    if (next !== null && (documents >= limit || bytes >= maxBytes)) {
      const parameters = new URLSearchParams({ from, to, limit: String(limit), cursor: next });
      return reply(parts, { link: `<${baseUrl}${path}?${parameters}>; rel="next"` });
    }
    const rows = rowsOf(item);
    parts.push(rows);
    bytes += Buffer.byteLength(rows);
    documents += 1;
    next = cursor;
  }
  return reply(parts, {});
};

const reply = (parts: readonly string[], headers: Readonly<Record<string, string>>): Reply => ({
  content: parts.join(''),
  contentType: 'text/csv; charset=utf-8',
  headers,
});

export const handler = httpApi(exportRoutes, {
  exportInvoices: async ({ query, baseUrl }) => {
    const rowsOf = (item: Item) => invoiceCsv(invoiceOf(item));
    return csvOf({ path: '/exports/invoices', kind: 'INVOICES', head: invoicesHead, rowsOf }, query, baseUrl);
  },
  exportInvoiceLines: async ({ query, baseUrl }) => {
    const rowsOf = (item: Item) => invoiceLinesCsv(invoiceOf(item));
    return csvOf({ path: '/exports/invoice-lines', kind: 'INVOICES', head: invoiceLinesHead, rowsOf }, query, baseUrl);
  },
  exportCreditNotes: async ({ query, baseUrl }) => {
    const rowsOf = (item: Item) => creditNoteCsv(noteFrom(item));
    return csvOf(
      { path: '/exports/credit-notes', kind: 'CREDIT_NOTES', head: creditNotesHead, rowsOf },
      query,
      baseUrl,
    );
  },
});

import type { z } from 'zod';
import { httpApi, type Reply } from '../../platform/http/http-api.ts';
import type { NextPage } from '../../platform/http/request.ts';
import type { Item } from '../../platform/table/query.ts';
import { listedNote, noteTotalsOf } from '../credit-note/credit-note-store.ts';
import { listedOf, requireInvoiceIn } from '../store/invoice-store.ts';
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

/** Lambda answers with at most 6 MB. A row has at most some KB. */
const maxBytes = 4_000_000;

/** Pages of the table, of 1 MB each, after which an answer ends: 400 bytes of an invoice of 100 KB may be all that is printed of it. */
const maxReads = 20;

type Query = z.output<typeof exportRoutes.exportInvoices.query>;

interface Export {
  readonly kind: DocumentKind;
  readonly head: string;
  readonly rowsOf: (item: Item) => Promise<readonly string[]>;
}

const csvOf = async ({ kind, head, rowsOf }: Export, query: Query): Promise<Reply> => {
  const { from, to, limit } = query;
  const parts: string[] = query.cursor === undefined ? [head] : [];
  const goesOn = (cursor: string) => reply(parts, { query: { from, to, limit: String(limit) }, cursor });
  let bytes = 0;
  let documents = 0;
  let next: string | null = null;
  for await (const { item, done, cursorAfter, reads } of issuedBetween(kind, { from, to }, query.cursor)) {
    if (next !== null && (documents >= limit || bytes >= maxBytes || reads > maxReads)) return goesOn(next);
    const rows = await rowsOf(item);
    for (const [index, row] of [...rows.entries()].slice(done)) {
      if (bytes >= maxBytes) return goesOn(cursorAfter(index));
      parts.push(row);
      bytes += Buffer.byteLength(row);
    }
    documents += 1;
    next = cursorAfter('all');
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
    const rowsOf = async (item: Item) => {
      const invoice = listedOf(item);
      return [invoiceCsv(invoice, invoice.amountCredited.amount.isZero() ? [] : await noteTotalsOf(invoice.id))];
    };
    return csvOf({ kind: 'INVOICES', head: invoicesHead, rowsOf }, query);
  },
  exportInvoiceLines: async ({ query }) => {
    const rowsOf = async (item: Item) => invoiceLinesCsv(await requireInvoiceIn(item));
    return csvOf({ kind: 'INVOICES', head: invoiceLinesHead, rowsOf }, query);
  },
  exportCreditNotes: async ({ query }) => {
    const rowsOf = async (item: Item) => [creditNoteCsv(listedNote(item))];
    return csvOf({ kind: 'CREDIT_NOTES', head: creditNotesHead, rowsOf }, query);
  },
});

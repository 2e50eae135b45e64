import { type InvoiceId, invoiceId as invoiceIdFrom } from '../../kernel/ids.ts';
import { environment } from '../../platform/environment.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { sellerVariable } from '../contract.ts';
import type { Invoice } from '../invoice.ts';
import { sellerOf } from '../seller.ts';
import { answered, linesPage, requireAnswered } from '../store/answer-service.ts';
import { findInvoice } from '../store/invoice-store.ts';
import { assertVisible, findVisible, requireVisible } from '../store/visible-service.ts';
import { askedFor } from './document-ending.ts';
import { localeOf } from './document-locale.ts';
import type { DocumentSource } from './document-source.ts';
import { invoiceDocument } from './invoice-document.ts';
import { invoiceRoutes } from './invoice-routes.ts';
import { sourceOf } from './invoice-source.ts';
import { replyOf } from './print-gateway.ts';

export const handler = httpApi(invoiceRoutes, {
  listInvoices: async ({ query, caller }) => {
    const { data, nextCursor } = await findVisible(query, caller);
    return { json: { data: data.map(answered), nextCursor } };
  },
  getInvoice: async ({ parameters: { invoiceId = '' }, query, caller, baseUrl }) => {
    const { id, ending } = askedFor(invoiceId);
    if (ending === undefined) {
      return { json: await requireAnswered(invoiceIdFrom(id), (invoice) => assertVisible(invoice, caller)) };
    }
    const invoice = await requireVisible(id, caller);
    const locale = localeOf(query.locale ?? invoice.buyer.locale);
    return replyOf(invoiceDocument(await toldOf(invoice), { locale, baseUrl }), ending);
  },
  listInvoiceLines: async ({ parameters: { invoiceId = '' }, query, caller }) => ({
    json: await linesPage(invoiceIdFrom(invoiceId), query, (invoice) => assertVisible(invoice, caller)),
  }),
});

const toldOf = async (invoice: Invoice): Promise<DocumentSource> =>
  sourceOf(invoice, {
    seller: sellerOf(environment(sellerVariable)),
    replaces: await numberOf(invoice.replaces),
    replacedBy: await numberOf(invoice.status === 'void' ? invoice.replacedBy : null),
  });

/** The number of another invoice, by which the document names it; its id where it has no number. */
const numberOf = async (id: InvoiceId | null): Promise<string | null> =>
  id === null ? null : ((await findInvoice(id))?.number ?? id);

import type { InvoiceId } from '../../kernel/ids.ts';
import { environment } from '../../platform/environment.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { sellerVariable } from '../contract.ts';
import type { Invoice } from '../invoice.ts';
import { sellerOf } from '../seller.ts';
import { findInvoice } from '../store/invoice-store.ts';
import { findVisible, requireVisible } from '../store/visible-service.ts';
import { invoiceToWire } from '../wire/invoice-wire.ts';
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
    return { json: { data: data.map(invoiceToWire), nextCursor } };
  },
  getInvoice: async ({ parameters: { invoiceId = '' }, query, caller, baseUrl }) => {
    const { id, ending } = askedFor(invoiceId);
    const invoice = await requireVisible(id, caller);
    if (ending === undefined) return { json: invoiceToWire(invoice) };
    const locale = localeOf(query.locale ?? invoice.buyer.locale);
    return replyOf(invoiceDocument(await toldOf(invoice), { locale, baseUrl }), ending);
  },
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

import { environment } from '../platform/environment.ts';
import { httpApi } from '../platform/http-api.ts';
import { sellerOf, sellerVariable } from './contract.ts';
import { invoicePage } from './invoice-page.ts';
import { invoiceToWire } from './invoice-wire.ts';
import { invoiceRoutes } from './routes.ts';
import { findVisible, requireVisible } from './visible-store.ts';

const pageSuffix = '.html';

/** The page runs nothing and loads nothing. */
const pageHeaders = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
};

export const handler = httpApi(invoiceRoutes, {
  listInvoices: async ({ query, caller }) => {
    const { data, nextCursor } = await findVisible(query, caller);
    return { json: { data: data.map(invoiceToWire), nextCursor } };
  },
  getInvoice: async ({ parameters: { invoiceId = '' }, caller }) => {
    if (!invoiceId.endsWith(pageSuffix)) return { json: invoiceToWire(await requireVisible(invoiceId, caller)) };
    const invoice = await requireVisible(invoiceId.slice(0, -pageSuffix.length), caller);
    const content = invoicePage(invoice, (invoice.seller ?? sellerOf(environment(sellerVariable))).name);
    return { content, contentType: 'text/html; charset=utf-8', headers: pageHeaders };
  },
});

import { invoiceRoutes } from '../invoice/document/invoice-routes.ts';
import { customerId } from '../kernel/ids.ts';
import { wallClock } from '../platform/clock.ts';
import { httpApi } from '../platform/http/http-api.ts';
import { summaryRoutes } from './routes.ts';
import { loadFacts } from './summary-facts-service.ts';
import { summaryOf } from './summary-wire.ts';

export const handler = httpApi(summaryRoutes, {
  getSummary: async ({ parameters: { customerId: id = '' }, baseUrl, caller, seal }) => {
    // A link finds its own customer's invoices by itself; for a key they are a list with a filter.
    const query = caller.kind === 'portal' ? {} : { customerId: id };
    const older = (cursor: string) => seal({ path: invoiceRoutes.listInvoices.path, parameters: {}, query }, cursor);
    const facts = await loadFacts(customerId(id), wallClock());
    return { json: summaryOf(facts, baseUrl, older) };
  },
});

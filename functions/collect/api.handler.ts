import { requireInvoice } from '../invoice/store/invoice-store.ts';
import { invoiceId } from '../kernel/ids.ts';
import { httpApi } from '../platform/http/http-api.ts';
import { attemptPage, attemptsOf } from './attempt-store.ts';
import { attemptToWire } from './attempt-wire.ts';
import { requireCollection } from './collection-store.ts';
import { collectionToWire } from './collection-wire.ts';
import { paymentRoutes } from './payment-routes.ts';

export const handler = httpApi(paymentRoutes, {
  listPayments: async ({ query: { customerId, invoiceId: invoice, ...page } }) => {
    const customer = customerId ?? (await requireInvoice(invoice ?? invoiceId(''))).customerId;
    const { data, nextCursor } = await attemptPage(customer, invoice ?? null, page);
    return { json: { data: data.map(attemptToWire), nextCursor } };
  },
  getCollection: async ({ parameters }) => {
    const invoice = await requireInvoice(invoiceId(parameters.invoiceId ?? ''));
    const collection = await requireCollection(invoice.customerId, invoice.id);
    const attempts = await attemptsOf(collection);
    return { json: { ...collectionToWire(collection), attempts: attempts.map(attemptToWire) } };
  },
});

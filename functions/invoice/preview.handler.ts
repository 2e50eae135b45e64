import { customerNow, requireCustomer } from '../catalog/customer-store.ts';
import { customerId, invoiceIdOf } from '../catalog/ids.ts';
import { NotFound } from '../catalog/meterline-error.ts';
import { activeSubscription } from '../catalog/subscription-store.ts';
import { wallClock } from '../platform/clock.ts';
import { httpApi } from '../platform/http-api.ts';
import { loadCarried } from './carried-store.ts';
import { loadClosing } from './closing-store.ts';
import { draft } from './draft.ts';
import { payingParent, statementsFor } from './family-store.ts';
import { invoiceToWire } from './invoice-wire.ts';
import { previewRoutes } from './preview-routes.ts';
import { reckon, reckonStatement } from './reckon-store.ts';
import { statementLines } from './statement.ts';
import { loadTaken } from './taken-store.ts';

/** The draft as the close would make it now; nothing is kept. */
export const handler = httpApi(previewRoutes, {
  previewInvoice: async ({ parameters: { customerId: id = '' } }) => {
    const customer = await requireCustomer(customerId(id));
    const subscription = await activeSubscription(customer.id);
    if (subscription === undefined) throw new NotFound('active_subscription', id);
    const { period } = subscription;
    const invoiceId = invoiceIdOf(subscription.id, period.end);
    const [closing, { carried }, taken, children] = await Promise.all([
      loadClosing(customer, subscription),
      loadCarried(subscription),
      loadTaken(customer, period, invoiceId),
      statementsFor(customer, period.end, invoiceId),
    ]);
    const now = wallClock();
    const at = await customerNow(customer, now);
    const lines = [...statementLines(closing, carried), ...taken.lines];
    const payable = { invoiceId, customer, period, at };
    const parent = await payingParent(customer, period);
    const reckoned =
      parent === undefined
        ? await reckon(lines, payable, taken.discounts, children)
        : reckonStatement(lines, payable, taken.discounts, children);
    const json = invoiceToWire(draft(closing, reckoned, now));
    return { json, headers: { 'cache-control': 'no-store' } };
  },
});

import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import { activeSubscription } from '../../catalog/subscription/subscription-store.ts';
import { customerId, invoiceIdOf } from '../../kernel/ids.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { wallClock } from '../../platform/clock.ts';
import { httpApi } from '../../platform/http/http-api.ts';
import { draft } from '../draft/draft.ts';
import { payingParent, statementsFor } from '../draft/family-store.ts';
import { reckon, reckonStatement } from '../draft/reckon-service.ts';
import { loadTaken } from '../draft/taken-service.ts';
import { loadEarlierBilling } from '../late/earlier-billing-service.ts';
import { loadClosing } from '../period/closing-service.ts';
import { closingLines } from '../period/period-lines.ts';
import { answered } from '../store/answer-service.ts';
import { previewRoutes } from './preview-routes.ts';

/** Answers with the draft that the close would make now. Nothing is written. */
export const handler = httpApi(previewRoutes, {
  previewInvoice: async ({ parameters: { customerId: id = '' } }) => {
    const customer = await requireCustomer(customerId(id));
    const subscription = await activeSubscription(customer.id);
    if (subscription === undefined) throw new NotFound('active_subscription', id);
    const { period } = subscription;
    const invoiceId = invoiceIdOf(subscription.id, period.end);
    const [closing, { earlier }, taken, children] = await Promise.all([
      loadClosing(customer, subscription),
      loadEarlierBilling(subscription),
      loadTaken(customer, period, invoiceId),
      statementsFor(customer, period.end, invoiceId),
    ]);
    const now = wallClock();
    const at = await customerNow(customer, now);
    const lines = [...closingLines(closing, earlier), ...taken.lines];
    const payable = { invoiceId, customer, period, at };
    const parent = await payingParent(customer, period);
    const reckoned =
      parent === undefined
        ? await reckon(lines, payable, taken.discounts, children)
        : reckonStatement(lines, payable, taken.discounts, children);
    return { json: answered(draft(closing, reckoned, now)) };
  },
});

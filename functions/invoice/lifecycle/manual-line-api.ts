import { requireCustomer } from '../../catalog/customer/customer-store.ts';
import { customerId } from '../../kernel/ids.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Implementations } from '../../platform/http/http-api.ts';
import { mapPage } from '../../platform/table/cursor.ts';
import { agreedLine, manualLineId } from '../draft/manual-line.ts';
import { manualLineToWire } from '../draft/manual-line-wire.ts';
import { createManualLine, deleteManualLine, manualLinePage, requireManualLine } from '../draft/manual-store.ts';
import { identify } from '../table/idempotency-key-store.ts';
import type { manualLineRoutes } from './lifecycle-routes.ts';

/** What is answered about lines that wait for an invoice. */
export const manualLineApi: Implementations<typeof manualLineRoutes> = {
  createManualLine: async ({ body, parameters, ...request }) => {
    const customer = await requireCustomer(customerId(parameters.customerId ?? ''));
    const { id: text, isRepeat, noting } = await identify('mln', request, customer.id);
    const id = manualLineId(text);
    // A line that was made and then deleted does not come back.
    if (isRepeat) return { json: manualLineToWire(await requireManualLine(customer.id, id)) };
    const agreed = agreedLine(body, customer);
    const line = { ...agreed, id, customerId: customer.id, invoiceId: null, createdAt: wallClock() };
    return { json: manualLineToWire(await createManualLine(line, ...noting)) };
  },
  listManualLines: async ({ parameters, query }) => {
    const { id } = await requireCustomer(customerId(parameters.customerId ?? ''));
    return { json: mapPage(await manualLinePage(id, query), manualLineToWire) };
  },
  deleteManualLine: async ({ parameters: { customerId: of = '', lineId = '' } }) => ({
    json: manualLineToWire(await deleteManualLine(customerId(of), manualLineId(lineId))),
  }),
};

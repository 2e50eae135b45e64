import { requireCustomer } from '../catalog/customer-store.ts';
import { customerId } from '../catalog/ids.ts';
import { wallClock } from '../platform/clock.ts';
import type { Implementations } from '../platform/http-api.ts';
import { requestId } from '../platform/request-id.ts';
import type { manualLineRoutes } from './lifecycle-routes.ts';
import { agreedLine, manualLineId, manualLineToWire } from './manual-line.ts';
import { createManualLine, deleteManualLine, manualLinesOf } from './manual-store.ts';

/** What is answered about lines that wait for an invoice. */
export const manualLineApi: Implementations<typeof manualLineRoutes> = {
  createManualLine: async ({ body, parameters, ...request }) => {
    const customer = await requireCustomer(customerId(parameters.customerId ?? ''));
    const id = manualLineId(requestId('mln', request, customer.id));
    const agreed = agreedLine(body, customer);
    const line = { ...agreed, id, customerId: customer.id, invoiceId: null, createdAt: wallClock() };
    return { json: manualLineToWire(await createManualLine(line)) };
  },
  listManualLines: async ({ parameters }) => {
    const { id } = await requireCustomer(customerId(parameters.customerId ?? ''));
    return { json: { data: (await manualLinesOf(id)).map(manualLineToWire), nextCursor: null } };
  },
  deleteManualLine: async ({ parameters: { customerId: of = '', lineId = '' } }) => ({
    json: manualLineToWire(await deleteManualLine(customerId(of), manualLineId(lineId))),
  }),
};

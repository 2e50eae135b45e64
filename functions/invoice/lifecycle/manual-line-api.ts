import { requireCustomer } from '../../catalog/customer/customer-store.ts';
import { customerId } from '../../kernel/ids.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Implementations } from '../../platform/http/http-api.ts';
import { requestId } from '../../platform/http/request-id.ts';
import { agreedLine, manualLineId } from '../draft/manual-line.ts';
import { manualLineToWire } from '../draft/manual-line-wire.ts';
import { createManualLine, deleteManualLine, manualLinesOf } from '../draft/manual-store.ts';
import type { manualLineRoutes } from './lifecycle-routes.ts';

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

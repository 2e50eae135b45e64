import { z } from 'zod';
import { customerNow, requireCustomer } from '../catalog/customer/customer-store.ts';
import { requireInvoice } from '../invoice/store/invoice-store.ts';
import { invoiceId } from '../kernel/ids.ts';
import { wallClock } from '../platform/clock.ts';
import { environment } from '../platform/environment.ts';
import { startOnce } from '../platform/executions.ts';
import { busHandler } from '../platform/task.ts';
import { begun } from './collection.ts';
import { beginCollection } from './collection-store.ts';
import { collectionMachineVariable } from './contract.ts';

const finalized = z.object({ invoiceId: z.string().transform(invoiceId) });

/** Begins to collect an invoice when it becomes final. An announcement that comes twice begins nothing anew: the
 *  execution's name is the invoice's id. An invoice of nothing is paid already, and has no collection. */
export const handler = busHandler(finalized, async ({ invoiceId: id }) => {
  const invoice = await requireInvoice(id);
  if (invoice.status !== 'open') return;
  const { customerId, number, amountRemaining: amountDue } = invoice;
  const startedAt = await customerNow(await requireCustomer(customerId), wallClock());
  await beginCollection(begun({ invoiceId: id, customerId, number, amountDue, startedAt }));
  await startOnce(environment(collectionMachineVariable), id, { customerId, invoiceId: id, attempt: 1 });
});

import { z } from 'zod';
import { customerNow, requireCustomer } from '../catalog/customer/customer-store.ts';
import { requireInvoice } from '../invoice/store/invoice-store.ts';
import { invoiceId } from '../kernel/ids.ts';
import { wallClock } from '../platform/clock.ts';
import { environment } from '../platform/environment.ts';
import { busHandler } from '../platform/task.ts';
import { begun } from './collection.ts';
import { collectionMachineVariable } from './contract.ts';
import { start } from './execution-store.ts';
import { beginCollection } from './store.ts';

const finalized = z.object({ invoiceId: z.string().transform(invoiceId) });

/** Begins to collect an open invoice, once: the execution has the invoice's id. */
export const handler = busHandler(finalized, async ({ invoiceId: id }) => {
  const invoice = await requireInvoice(id);
  if (invoice.status !== 'open') return;
  const { customerId, number, amountRemaining: amountDue } = invoice;
  const startedAt = await customerNow(await requireCustomer(customerId), wallClock());
  await beginCollection(begun({ invoiceId: id, customerId, number, amountDue, startedAt }));
  await start(environment(collectionMachineVariable), id, { customerId, invoiceId: id, attempt: 1 });
});

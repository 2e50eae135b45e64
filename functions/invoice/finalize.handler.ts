import { customerNow, requireCustomer } from '../catalog/customer-store.ts';
import { wallClock } from '../platform/clock.ts';
import { environment } from '../platform/environment.ts';
import { task } from '../platform/task.ts';
import { invoiceStepSchema, prefixVariable, sellerOf, sellerVariable } from './contract.ts';
import { buyerOf } from './draft.ts';
import { finalize } from './finalize-store.ts';
import type { InvoiceStatus } from './invoice.ts';
import { requireInvoice } from './store.ts';

interface Finalized {
  readonly number: string | null;
  readonly status: InvoiceStatus;
}

/** Gives the draft its number and the customer as of now; a final invoice stays as it is. */
export const handler = task(invoiceStepSchema, async ({ invoiceId }): Promise<Finalized> => {
  const { customerId } = await requireInvoice(invoiceId);
  const customer = await requireCustomer(customerId);
  const at = await customerNow(customer, wallClock());
  const parties = { buyer: buyerOf(customer), seller: sellerOf(environment(sellerVariable)) };
  const prefix = environment(prefixVariable);
  const final = await finalize(invoiceId, { prefix, ...parties, at, isSkipped: () => false });
  return { number: final.number, status: final.status };
});

import { requireCustomer } from '../../catalog/customer/customer-store.ts';
import { environmentChoice } from '../../platform/environment.ts';
import { task } from '../../platform/task.ts';
import { autoFinalizeVariable, invoiceStepSchema } from '../contract.ts';
import type { InvoiceStatus } from '../invoice.ts';
import { finalizeNow } from '../issue/finalize-now-service.ts';
import { hold } from '../issue/held-store.ts';
import { requireInvoice } from '../store/invoice-store.ts';

interface Finalized {
  readonly number: string | null;
  readonly status: InvoiceStatus;
}

/** Makes the draft of a close final, unless an operator is to look at it first: then it waits. */
export const handler = task(invoiceStepSchema, async ({ invoiceId }): Promise<Finalized> => {
  const invoice = await requireInvoice(invoiceId);
  const { autoFinalize } = await requireCustomer(invoice.customerId);
  if (invoice.status !== 'draft' || (autoFinalize ?? isAutomatic())) {
    const { number, status } = await finalizeNow(invoiceId);
    return { number, status };
  }
  await hold(invoice);
  return { number: null, status: 'draft' };
});

const isAutomatic = (): boolean => environmentChoice(autoFinalizeVariable, ['true', 'false']) === 'true';

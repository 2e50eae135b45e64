import { customerNow, requireCustomer } from '../catalog/customer/customer-store.ts';
import type { Invoice } from '../invoice/invoice.ts';
import { requireInvoice } from '../invoice/store/invoice-store.ts';
import type { CustomerId, InvoiceId } from '../kernel/ids.ts';
import { wallClock } from '../platform/clock.ts';
import type { Situation } from './readiness.ts';
import { requireCollection } from './store.ts';
import { waitSeconds } from './wait-seconds.ts';

export interface Here extends Situation {
  readonly invoice: Invoice;
  /** How long Step Functions waits for what is next by the clock. */
  readonly secondsUntilNext: number;
}

/** Everything as it is now, strongly consistent. */
export const situationOf = async (customerId: CustomerId, invoiceId: InvoiceId): Promise<Here> => {
  const [collection, customer, invoice] = await Promise.all([
    requireCollection(customerId, invoiceId),
    requireCustomer(customerId),
    requireInvoice(invoiceId),
  ]);
  const wallNow = wallClock();
  const now = await customerNow(customer, wallNow);
  const next = collection.dunning?.next;
  const until = next === undefined || next.kind === 'give_up' ? now : next.at;
  const secondsUntilNext = waitSeconds(until, customer.testClockId === null ? wallNow : null);
  return { collection, customer, invoice, now, secondsUntilNext };
};

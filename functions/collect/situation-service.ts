import { customerNow, requireCustomer } from '../catalog/customer/customer-store.ts';
import type { Invoice } from '../invoice/invoice.ts';
import { requireInvoice } from '../invoice/store/invoice-store.ts';
import type { CustomerId, InvoiceId } from '../kernel/ids.ts';
import { wallClock } from '../platform/clock.ts';
import { requireCollection } from './collection-store.ts';
import type { Situation } from './readiness.ts';
import { waitSeconds } from './wait-seconds.ts';

interface SituationNow extends Situation {
  readonly invoice: Invoice;
  /** How long the state machine waits at most before it looks again: until the next day of the schedule. */
  readonly secondsUntilNext: number;
}

/** The situation of an invoice's collection as it is now; strongly consistent. */
export const situationOf = async (customerId: CustomerId, invoiceId: InvoiceId): Promise<SituationNow> => {
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

import type { CustomerId, InvoiceId } from '../kernel/ids.ts';
import type { Key } from '../kernel/key.ts';

export const customerPartition = (customer: CustomerId): string => `CUSTOMER#${customer}`;

export const collectionPrefix = 'COLLECTION#';
export const collectionKey = (customer: CustomerId, invoice: InvoiceId): Key => ({
  pk: customerPartition(customer),
  sk: `${collectionPrefix}${invoice}`,
});

/** Invoice ids begin with the day of the period's end: a customer's attempts are in the order of the invoices. */
export const attemptPrefix = 'ATTEMPT#';
export const invoiceAttemptPrefix = (invoice: InvoiceId): string => `${attemptPrefix}${invoice}#`;
/** Four digits: text order is the order of the numbers. */
export const attemptKey = (customer: CustomerId, invoice: InvoiceId, attempt: number): Key => ({
  pk: customerPartition(customer),
  sk: `${invoiceAttemptPrefix(invoice)}${String(attempt).padStart(4, '0')}`,
});

export const simulatedChargeKey = (idempotencyKey: string): Key => ({ pk: `GATEWAY#${idempotencyKey}`, sk: 'CHARGE' });
export const simulatedCountKey = (invoice: InvoiceId, paymentMethod: string): Key => ({
  pk: `GATEWAY#${invoice}`,
  sk: `COUNT#${paymentMethod}`,
});

import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import type { Key } from '../../kernel/key.ts';

/** All collections and attempts of a customer lie in one partition. */
export const customerPartition = (customer: CustomerId): string => `CUSTOMER#${customer}`;

export const collectionPrefix = 'COLLECTION#';
export const collectionKey = (customer: CustomerId, invoice: InvoiceId): Key => ({
  pk: customerPartition(customer),
  sk: `${collectionPrefix}${invoice}`,
});

/** An invoice's id begins with the day on which its period ends, so a customer's attempts are sorted by that day. */
export const attemptPrefix = 'ATTEMPT#';
export const invoiceAttemptPrefix = (invoice: InvoiceId): string => `${attemptPrefix}${invoice}#`;

/** The number is written with four digits, `ATTEMPT#inv_…#0007`, so that the tenth attempt sorts after the ninth. */
export const attemptKey = (customer: CustomerId, invoice: InvoiceId, attempt: number): Key => ({
  pk: customerPartition(customer),
  sk: `${invoiceAttemptPrefix(invoice)}${String(attempt).padStart(4, '0')}`,
});

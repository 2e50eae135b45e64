import { settledToWire } from '../money/money.ts';
import { announced } from './contract.ts';
import type { Invoice } from './invoice.ts';

/** What the later stages learn about a final invoice, the same however often it is asked; nothing of a draft. */
export const announcementsOf = (invoice: Invoice) => {
  if (invoice.status === 'draft') return [];
  const finalized = announcement(announced.finalized, invoice, {});
  const isFree = invoice.amountDue.amount.isZero();
  return isFree
    ? [finalized, announcement(announced.paid, invoice, { paidAt: invoice.issuedAt, paymentId: null })]
    : [finalized];
};

const announcement = (type: string, invoice: Invoice, more: Readonly<Record<string, unknown>>) => ({
  type,
  id: `${type}#${invoice.id}`,
  detail: {
    invoiceId: invoice.id,
    customerId: invoice.customerId,
    subscriptionId: invoice.subscriptionId,
    number: invoice.number,
    currency: invoice.currency,
    total: settledToWire(invoice.total),
    amountDue: settledToWire(invoice.amountDue),
    testClockId: invoice.testClockId,
    ...more,
  },
});

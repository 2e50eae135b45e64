import { settledToWire } from '../money/money.ts';
import { announced } from './contract.ts';
import type { Invoice, InvoiceContent, PaidState, VoidState } from './invoice.ts';

/** What the later stages learn about an invoice that is closed, the same however often it is asked: that it is final, or a draft
 *  that is held; nothing of one that was skipped. */
export const announcementsOf = (invoice: Invoice) => {
  if (invoice.status === 'draft') return [invoiceAnnouncement(announced.held, invoice, {})];
  if (invoice.number === null) return [];
  const finalized = invoiceAnnouncement(announced.finalized, invoice, {});
  const isFree = invoice.amountDue.amount.isZero();
  return isFree
    ? [finalized, invoiceAnnouncement(announced.paid, invoice, { paidAt: invoice.issuedAt, paymentId: null })]
    : [finalized];
};

/** Of one that was paid elsewhere. `at`, as of any payment, is when. */
export const paymentAnnouncement = (invoice: InvoiceContent & PaidState) => {
  const { paidAt, paymentId } = invoice;
  return invoiceAnnouncement(announced.paid, invoice, { at: paidAt, paidAt, paymentId });
};

export const voidAnnouncement = (invoice: InvoiceContent & VoidState) => {
  const { voidedAt, voidReason, replacedBy } = invoice;
  return invoiceAnnouncement(announced.voided, invoice, { at: voidedAt, reason: voidReason, replacedBy });
};

export const invoiceAnnouncement = (type: string, invoice: Invoice, more: Readonly<Record<string, unknown>>) => ({
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

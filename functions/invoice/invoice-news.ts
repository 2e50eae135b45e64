import type { Announcement } from '../kernel/announcement.ts';
import { settledToWire, zero } from '../money/money.ts';
import { announced } from './contract.ts';
import type { Invoice, InvoiceContent, PaidState, VoidState } from './invoice.ts';

/** What a close tells the later stages about its invoice: that it is final, or that it is a draft which waits for an
 *  operator. An invoice that was skipped is not announced. The same invoice gives the same announcements, so that a
 *  repeated step tells no news. */
export const announcementsOf = (invoice: Invoice): readonly Announcement[] => {
  if (invoice.status === 'draft') return [invoiceAnnouncement(announced.held, invoice, {})];
  if (invoice.number === null) return [];
  const finalized = invoiceAnnouncement(announced.finalized, invoice, {});
  const isFree = invoice.amountDue.amount.isZero();
  return isFree
    ? [finalized, invoiceAnnouncement(announced.paid, invoice, { paidAt: invoice.issuedAt, paymentId: null })]
    : [finalized];
};

/** Tells that an operator has marked the invoice as paid elsewhere. `at` is when it was paid, as in the announcement
 *  of a payment. */
export const paymentAnnouncement = (invoice: InvoiceContent & PaidState) => {
  const { paidAt, paymentId } = invoice;
  return invoiceAnnouncement(announced.paid, invoice, { at: paidAt, paidAt, paymentId });
};

/** Tells that the invoice was taken back, and by which one it is replaced. */
export const voidAnnouncement = (invoice: InvoiceContent & VoidState) => {
  const { voidedAt, voidReason, replacedBy } = invoice;
  return invoiceAnnouncement(announced.voided, invoice, { at: voidedAt, reason: voidReason, replacedBy });
};

/** Tells that a later invoice has given back a part of one that was not paid yet, and that it is paid where nothing remains.
 *  @param by the later one
 *  @param invoice as it is now */
export const loweredAnnouncements = (by: Invoice, invoice: Invoice): readonly Announcement[] => {
  const amount = by.lowered.find(({ invoiceId }) => invoiceId === invoice.id)?.amount ?? zero(invoice.currency);
  const lowered = invoiceAnnouncement(announced.credited, invoice, {
    ...{ creditNoteId: null, creditNoteNumber: null, creditNoteTotal: null },
    ...{ givenBackBy: by.id, givenBackByNumber: by.number, amountGivenBack: settledToWire(amount) },
    amountRemaining: settledToWire(invoice.amountRemaining),
  });
  const isSettled = invoice.status === 'paid' && invoice.paymentId === null;
  return [
    { ...lowered, id: `${lowered.id}#${by.id}` },
    ...(isSettled ? [invoiceAnnouncement(announced.paid, invoice, { paidAt: invoice.paidAt, paymentId: null })] : []),
  ];
};

/** An announcement about an invoice, with what every listener needs to know about it.
 *  @param more what only this type of announcement has */
export const invoiceAnnouncement = (
  type: string,
  invoice: Invoice,
  more: Readonly<Record<string, unknown>>,
): Announcement => ({
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

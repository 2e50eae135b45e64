import { settledToWire } from '../../money/money.ts';
import { announced } from '../contract.ts';
import type { Invoice } from '../invoice.ts';
import { invoiceAnnouncement } from '../invoice-news.ts';
import type { CreditNote } from './credit-note.ts';

/** What the later stages learn of a credit note: `invoice.credited`, with what it leaves of its invoice, and `invoice.paid`
 *  where it leaves nothing to be paid. */
export const creditNoteNews = (note: CreditNote, invoice: Invoice) => {
  const credited = invoiceAnnouncement(announced.credited, invoice, {
    creditNoteId: note.id,
    creditNoteNumber: note.number,
    creditNoteTotal: settledToWire(note.total),
    amountRemaining: settledToWire(invoice.amountRemaining),
  });
  const settled = invoice.status === 'paid' && invoice.paymentId === null && !note.toInvoice.amount.isZero();
  return [
    { ...credited, id: `${announced.credited}#${note.id}` },
    ...(settled ? [invoiceAnnouncement(announced.paid, invoice, { paidAt: invoice.paidAt, paymentId: null })] : []),
  ];
};

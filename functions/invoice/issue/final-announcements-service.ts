import type { Announcement } from '../../kernel/announcement.ts';
import type { Invoice } from '../invoice.ts';
import { announcementsOf, loweredAnnouncements } from '../invoice-news.ts';
import { requireInvoice } from '../store/invoice-store.ts';

/** What the later stages are told when an invoice is final: about itself, and about those that it has lowered. */
export const finalAnnouncements = async (invoice: Invoice): Promise<readonly Announcement[]> => {
  const lowered = await Promise.all(invoice.lowered.map(({ invoiceId }) => requireInvoice(invoiceId)));
  return [...announcementsOf(invoice), ...lowered.flatMap((one) => loweredAnnouncements(invoice, one))];
};

import { announce } from '../../platform/bus.ts';
import { task } from '../../platform/task.ts';
import { invoiceStepSchema } from '../contract.ts';
import { finalAnnouncements } from '../issue/final-announcements-service.ts';
import { requireInvoice } from '../store/invoice-store.ts';

/** Announces the invoice. The period is completed only afterwards: after a crash in between, the invoice is announced again
 *  rather than never. */
export const handler = task(invoiceStepSchema, async ({ invoiceId }): Promise<{ announced: number }> => {
  const announcements = await finalAnnouncements(await requireInvoice(invoiceId));
  await announce('invoice', announcements);
  return { announced: announcements.length };
});

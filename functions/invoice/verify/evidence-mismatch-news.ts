import type { Announcement } from '../../kernel/announcement.ts';
import { digest } from '../../kernel/ids.ts';
import { announced } from '../contract.ts';
import type { Invoice } from '../invoice.ts';
import type { Mismatch } from './evidence-mismatch.ts';

/** An announcement for each line that the log does not bear out. The same mismatch found again has the same id. */
export const mismatchNews = (invoice: Invoice, mismatches: readonly Mismatch[]): readonly Announcement[] =>
  mismatches.map((mismatch) => {
    const line = invoice.lines.find(({ id }) => id === mismatch.lineId);
    const { lineId, expected, found, expectedAmount } = mismatch;
    return {
      type: announced.evidenceMismatch,
      id: `${announced.evidenceMismatch}#${invoice.id}#${digest(lineId, expected ?? '', found, expectedAmount ?? '')}`,
      detail: {
        ...{ invoiceId: invoice.id, customerId: line?.customerId, subscriptionId: invoice.subscriptionId },
        ...{ chargeId: line?.chargeId, meter: line?.meter },
        ...{ periodStart: line?.period.start, periodEnd: line?.period.end },
        ...mismatch,
        currency: invoice.currency,
      },
    };
  });

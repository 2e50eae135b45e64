import { digest } from '../catalog/ids.ts';
import { announced } from './contract.ts';
import type { Invoice } from './invoice.ts';
import type { Mismatch } from './verification-progress.ts';

/** A line each. The same mismatch found again has the same id. */
export const mismatchAnnouncements = (invoice: Invoice, mismatches: readonly Mismatch[]) =>
  mismatches.map(({ lineId, expected, found }) => {
    const line = invoice.lines.find(({ id }) => id === lineId);
    return {
      type: announced.evidenceMismatch,
      id: `${announced.evidenceMismatch}#${invoice.id}#${digest(lineId, expected, found)}`,
      detail: {
        ...{ invoiceId: invoice.id, customerId: invoice.customerId, subscriptionId: invoice.subscriptionId },
        ...{ lineId, chargeId: line?.chargeId, meter: line?.meter },
        ...{ periodStart: line?.period.start, periodEnd: line?.period.end },
        ...{ expected, found },
      },
    };
  });

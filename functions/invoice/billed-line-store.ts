import { periodAt } from '../catalog/billing-period.ts';
import { type CustomerId, invoiceIdOf, type MeterKey } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import { requirePlanVersion } from '../catalog/plan-store.ts';
import { activeSubscription } from '../catalog/subscription-store.ts';
import type { Invoice } from './invoice.ts';
import { findInvoice } from './store.ts';

export interface BilledOn {
  readonly invoiceId: string;
  readonly number: string | null;
  readonly status: Invoice['status'];
  readonly lineId: string;
}

/** The invoice line that bills what a meter counted at `time`: of its own period, or where it came late, the adjustment on
 *  the invoice of the period that was open then. Null while there is none.
 *  @param met the watermark that it met when it was late */
export const billedLine = async (
  customer: CustomerId,
  meter: MeterKey,
  time: Instant,
  met: Instant | undefined,
): Promise<BilledOn | null> => {
  const subscription = await activeSubscription(customer);
  if (subscription === undefined) return null;
  const { interval } = await requirePlanVersion(subscription.planId, subscription.planVersion);
  const { anchor, periodIndex } = subscription;
  const periods = Array.from({ length: periodIndex + 1 }, (_, back) => periodAt(anchor, interval, periodIndex - back));
  const billing = periods.find(({ start, end }) => start <= (met ?? time) && (met ?? time) < end);
  const invoice = billing === undefined ? undefined : await findInvoice(invoiceIdOf(subscription.id, billing.end));
  const line = invoice?.lines.find(
    ({ meter: of, period, adjusts }) =>
      of === meter && period.start <= time && time < period.end && adjusts?.closedThrough === met,
  );
  if (invoice === undefined || line === undefined) return null;
  return { invoiceId: invoice.id, number: invoice.number, status: invoice.status, lineId: line.id };
};

import { periodOf } from '../../catalog/subscription/billing-period.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { subscriptionsOf } from '../../catalog/subscription/subscription-store.ts';
import { nextEpoch } from '../../ingest/closed-period.ts';
import { type CustomerId, invoiceIdOf, type MeterKey } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Invoice } from '../invoice.ts';
import { lastBiller } from '../late/final-close.ts';
import { findPaying } from '../standing/standing-service.ts';

/** Where something is billed: the invoice that its customer, or the parent, gets, and the line there. */
export interface BilledOn {
  readonly invoiceId: string;
  readonly number: string | null;
  readonly status: Invoice['status'];
  readonly lineId: string;
}

/** The invoice line that bills what a meter counted of an event at `time`. An event in time is on the line of its own period. A
 *  late one is on the adjustment of that line, on the invoice of the period that was open when it came: what happened on
 *  October 31 and came on November 3 is on the invoice of November. What came after the last period was
 *  closed is on a final invoice, or on the next one of a subscription that began before it was billed. Null while there is no
 *  such line.
 *  @param met the watermark that the event met; undefined where it came in time */
export const billedLine = async (
  customer: CustomerId,
  meter: MeterKey,
  time: Instant,
  met: Instant | undefined,
): Promise<BilledOn | null> => {
  const subscriptions = await subscriptionsOf(customer);
  const biller = met === undefined ? undefined : lastBiller(subscriptions, met);
  const final = biller === undefined || met === undefined ? undefined : { id: biller.id, end: nextEpoch(met) };
  for (const close of [final, billingPeriod(subscriptions, met ?? time)]) {
    const invoice = close === undefined ? undefined : await findPaying(invoiceIdOf(close.id, close.end));
    const line = invoice?.lines.find(
      ({ customerId, meter: of, period, adjusts }) =>
        customerId === customer &&
        of === meter &&
        period.start <= time &&
        time < period.end &&
        adjusts?.closedThrough === met,
    );
    if (invoice !== undefined && line !== undefined) {
      return { invoiceId: invoice.id, number: invoice.number, status: invoice.status, lineId: line.id };
    }
  }
  return null;
};

/** The period whose invoice bills what was counted at `at`: the one that was open then. Between two subscriptions it is the
 *  first period of the second. */
const billingPeriod = (subscriptions: readonly Subscription[], at: Instant) => {
  for (const subscription of subscriptions.toReversed()) {
    const { id, period: open } = subscription;
    if (open.end <= at && subscription.status === 'cancelled') continue;
    for (let index = 0; index <= open.index; index += 1) {
      const { end } = periodOf(subscription, index);
      if (at < end) return { id, end };
    }
  }
  return undefined;
};

import type { BillingPeriod } from '../../catalog/subscription/billing-period.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { boundaryOf, nextEpoch } from '../../ingest/closed-period.ts';
import type { CustomerId, SubscriptionId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';

/** The close of a subscription that has ended and is closed, for what came late after that. It closes no period: it ends an
 *  epoch of late usage, and bills it on an invoice of its own. There may be any number, one after the other. */
export interface FinalClose {
  readonly customerId: CustomerId;
  readonly subscriptionId: SubscriptionId;
  /** The watermark that it moves to. It stands in the place of the end of a period, in the input of the close and in the
   *  id of the invoice. */
  readonly periodEnd: Instant;
}

/** Whether a close is a final one. The last period of a subscription that ends on 11 September is closed at
 *  `2026-09-11T00:00:00.000Z`, and the final closes after it are at `…00.001Z`, `…00.002Z` and so on. */
export const isFinalClose = (
  { status, period }: Pick<Subscription, 'status' | 'period'>,
  periodEnd: Instant,
): boolean => status === 'cancelled' && periodEnd > period.end && boundaryOf(periodEnd) === period.end;

/** What a final invoice is for: the moment in which the subscription ended. It is no period of its own, since everything on
 *  the invoice is for earlier ones. */
export const momentOfEnd = ({ period }: Pick<Subscription, 'period'>): BillingPeriod => {
  const { index, end } = period;
  return { index: index + 1, start: end, end, wholeEnd: end, isTrial: false };
};

/** The subscription that has a period open; undefined where none has.
 *  @param subscriptions all of the customer
 *  @param now in the customer's time: a subscription that has yet to begin has no period open */
export const openAt = (subscriptions: readonly Subscription[], now: Instant): Subscription | undefined =>
  subscriptions.find(({ status, startAt }) => status === 'active' && startAt <= now);

/** The subscription whose last period ended at the watermark; undefined where that is not over. It bills what comes late
 *  as long as no other subscription has a period open.
 *  @param subscriptions all of the customer, latest first
 *  @param watermark the customer's */
export const lastBiller = (subscriptions: readonly Subscription[], watermark: Instant): Subscription | undefined => {
  const end = boundaryOf(watermark);
  return subscriptions.find(
    ({ status, startAt, period }) => status === 'cancelled' && startAt < period.end && period.end === end,
  );
};

/** The final close that ends the epoch of the watermark. */
export const finalCloseOf = ({ id, customerId }: Subscription, watermark: Instant): FinalClose => ({
  ...{ customerId, subscriptionId: id },
  periodEnd: nextEpoch(watermark),
});

import { customerNow, requireCustomer } from '../../catalog/customer/customer-store.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { subscriptionsOf } from '../../catalog/subscription/subscription-store.ts';
import { boundaryOf, epochBefore } from '../../ingest/closed-period.ts';
import { type CustomerId, type InvoiceId, invoiceIdOf } from '../../kernel/ids.ts';
import { type Instant, plusMilliseconds, toMilliseconds } from '../../kernel/instant.ts';
import { closedThroughOf, endEpoch } from '../../meter/shard/shard-head-store.ts';
import { lateCounters } from '../../meter/usage/usage-service.ts';
import { wallClock } from '../../platform/clock.ts';
import { waitingStatements } from '../draft/family-store.ts';
import { findStanding } from '../standing/standing-service.ts';
import { requireInvoice } from '../store/invoice-store.ts';
import { type FinalClose, finalCloseOf, lastBiller, openAt } from './final-close.ts';
import { beginningOf, isUnderWay } from './final-close-store.ts';

/** What waits for an invoice of a customer. */
export interface Waiting {
  /** Late usage that no close has billed, or statements of children that no invoice has taken. */
  readonly isOwed: boolean;
  /** The close that is to bill it: null while the customer has a period open, whose close will do it. */
  readonly finalClose: FinalClose | null;
  /** The subscription that has a period open; undefined where none has. */
  readonly open: Subscription | undefined;
}

/** Reads what waits for an invoice of a customer; strongly consistent. */
export const waitingFor = async (id: CustomerId): Promise<Waiting> => {
  const [customer, subscriptions, watermark] = await Promise.all([
    requireCustomer(id),
    subscriptionsOf(id),
    closedThroughOf(id),
  ]);
  const open = openAt(subscriptions, await customerNow(customer, wallClock()));
  if (watermark === null) return { isOwed: false, finalClose: null, open };
  const biller = open === undefined ? lastBiller(subscriptions, watermark) : undefined;
  const finalClose = biller === undefined ? null : finalCloseOf(biller, watermark);
  const [late, statements] = await Promise.all([lateCounters(id, watermark), waitingStatements(id)]);
  return { isOwed: late.length > 0 || statements.length > 0, finalClose, open };
};

/** Begins a final close, if there is something to bill: it ends the epoch, so that the late usage of it is frozen.
 *  A close of a period may end the same epoch at the same moment: then that one bills it, and this one is nothing.
 *  @returns whether the final close is under way; so it is as well where an earlier try has begun it */
export const beginFinalClose = async ({ id, customerId }: Subscription, periodEnd: Instant): Promise<boolean> => {
  const close = { customerId, subscriptionId: id, periodEnd };
  if (await isUnderWay(close)) return true;
  const { isOwed, finalClose } = await waitingFor(customerId);
  const isThis = finalClose?.subscriptionId === id && finalClose.periodEnd === periodEnd;
  if (!isOwed || !isThis) return false;
  await endEpoch(customerId, epochBefore(periodEnd), beginningOf(close));
  return isUnderWay(close);
};

/** The invoices of all final closes since the customer's last period was closed. Some of them may not be there: of a close that
 *  is under way, or that had nothing to bill. */
export const finalInvoicesOf = async (customer: CustomerId): Promise<readonly InvoiceId[]> => {
  const watermark = await closedThroughOf(customer);
  const biller = watermark === null ? undefined : lastBiller(await subscriptionsOf(customer), watermark);
  if (watermark === null || biller === undefined) return [];
  const start = boundaryOf(watermark);
  const ended = toMilliseconds(watermark) - toMilliseconds(start);
  return Array.from({ length: ended }, (_, at) => invoiceIdOf(biller.id, plusMilliseconds(start, at + 1)));
};

/** The parent that has paid for the last period of a subscription: it pays for what comes late, too, whether it has a
 *  subscription itself or not. Undefined where the customer has paid itself. */
export const parentBilled = async (
  parentId: CustomerId | null,
  { id, period }: Subscription,
): Promise<CustomerId | undefined> => {
  const last = await findStanding(invoiceIdOf(id, period.end));
  if (last?.status !== 'statement') return undefined;
  if (last.consolidatedInto === null) return parentId ?? undefined;
  return (await requireInvoice(last.consolidatedInto)).customerId;
};

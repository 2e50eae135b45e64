import { customerNow, requireCustomer } from '../catalog/customer/customer-store.ts';
import { markUncollectible } from '../invoice/store/invoice-store.ts';
import type { InvoiceId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Money } from '../money/money.ts';
import { announce } from '../platform/bus.ts';
import { wallClock } from '../platform/clock.ts';
import { task } from '../platform/task.ts';
import { endCollection, requireCollection } from './collection-store.ts';
import { type Step, stage, stepSchema } from './contract.ts';
import { unlessNotOpen } from './not-open.ts';
import { uncollectibleNews } from './payment-news.ts';

interface GivenUp extends Step {
  readonly outcome: 'uncollectible' | 'closed';
}

interface Lost {
  readonly since: Instant;
  /** What remained to be paid. */
  readonly amount: Money;
}

/** The dunning schedule has ended without a payment: the invoice becomes uncollectible, unless something else has settled
 *  it. The collection ends either way. */
export const handler = task(stepSchema, async (step): Promise<GivenUp> => {
  const { customerId, invoiceId } = step;
  const collection = await requireCollection(customerId, invoiceId);
  const now = await customerNow(await requireCustomer(customerId), wallClock());
  const lost = await givenUp(invoiceId, now);
  if (lost !== undefined) await announce(stage, [uncollectibleNews(collection, lost.since, lost.amount)]);
  const outcome = lost === undefined ? 'closed' : 'uncollectible';
  await endCollection(customerId, invoiceId, outcome, lost?.since ?? now);
  return { ...step, outcome };
});

/** Undefined when the invoice is neither open nor uncollectible already. A repeat gets the time of the first run. */
const givenUp = async (id: InvoiceId, now: Instant): Promise<Lost | undefined> => {
  const invoice = await unlessNotOpen(markUncollectible(id, now));
  if (invoice?.status !== 'uncollectible') return undefined;
  return { since: invoice.uncollectibleAt, amount: invoice.amountRemaining };
};

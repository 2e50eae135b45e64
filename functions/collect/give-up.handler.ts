import { customerNow, requireCustomer } from '../catalog/customer/customer-store.ts';
import { markUncollectible } from '../invoice/store/invoice-store.ts';
import type { InvoiceId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import { Conflict } from '../kernel/meterline-error.ts';
import type { Money } from '../money/money.ts';
import { announce } from '../platform/bus.ts';
import { wallClock } from '../platform/clock.ts';
import { task } from '../platform/task.ts';
import { uncollectibleNews } from './announcements.ts';
import { type Step, stage, stepSchema } from './contract.ts';
import { endCollection, requireCollection } from './store.ts';

interface GivenUp extends Step {
  readonly outcome: 'uncollectible' | 'closed';
}

interface Lost {
  readonly since: Instant;
  readonly amount: Money;
}

/** The invoice is uncollectible, unless something else settled it. */
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

/** Undefined when the invoice is neither open nor uncollectible. */
const givenUp = async (id: InvoiceId, now: Instant): Promise<Lost | undefined> => {
  try {
    const invoice = await markUncollectible(id, now);
    if (invoice.status !== 'uncollectible') return undefined;
    return { since: invoice.uncollectibleAt, amount: invoice.amountRemaining };
  } catch (error) {
    if (error instanceof Conflict && error.code === 'invoice_not_open') return undefined;
    throw error;
  }
};

import { requireCustomer } from '../../catalog/customer/customer-store.ts';
import { periodOf } from '../../catalog/subscription/billing-period.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import { latestSubscription } from '../../catalog/subscription/subscription-store.ts';
import { customersOnClock } from '../../catalog/test-clock/test-clock-store.ts';
import { finalInvoicesOf } from '../../invoice/late/final-close-service.ts';
import { settleCustomer } from '../../invoice/late/unsettled-service.ts';
import { findStanding } from '../../invoice/standing/standing-service.ts';
import { requireInvoice } from '../../invoice/store/invoice-store.ts';
import { type CustomerId, type InvoiceId, invoiceIdOf, type TestClockId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { type Collection, hasEnded } from '../collection.ts';
import { collectionsOf } from '../collection-store.ts';
import { readiness } from '../readiness.ts';
import type { Pending } from './test-clock-step.ts';

/** What all customers of the clock have before them; strongly consistent. */
export const pendingOnClock = async (clock: TestClockId, now: Instant): Promise<readonly Pending[]> => {
  const customers = await customersOnClock(clock);
  return (await Promise.all(customers.map((customer) => pendingOf(customer, now)))).flat();
};

/** It also looks at what is counted after the last period: what that leads to is due at once. The order of reading matters. The subscription comes first: each period that it says is closed has its invoice already,
 *  and collections are read after it, so that none of these invoices' is missed that has begun by now. */
const pendingOf = async (customer: CustomerId, now: Instant): Promise<readonly Pending[]> => {
  const subscription = await latestSubscription(customer);
  const collections = await collectionsOf(customer);
  const unended = collections.filter((collection) => !hasEnded(collection));
  const dunning = await Promise.all(unended.map((collection) => pendingCollection(collection, now)));
  if (subscription === undefined) return dunning;
  const final = (await settleCustomer(customer)).map((close) => ({ kind: 'close', at: now, ...close }) as const);
  const closes = [...closeOf(subscription), ...final];
  return [...dunning, ...closes, ...(await uncollected(customer, subscription, collections))];
};

const closeOf = ({ id, period, closeAt, status }: Subscription): readonly Pending[] =>
  status === 'active' ? [{ kind: 'close', at: closeAt, subscriptionId: id, periodEnd: period.end }] : [];

const pendingCollection = async (collection: Collection, now: Instant): Promise<Pending> => {
  if (collection.state.status !== 'waiting') return { kind: 'running' };
  const { token } = collection.state;
  const [customer, invoice] = await Promise.all([
    requireCustomer(collection.customerId),
    requireInvoice(collection.invoiceId),
  ]);
  const ready = readiness({ collection, customer, invoice, now });
  return { kind: 'wake', at: ready.kind === 'not_yet' ? ready.until : now, token, reason: ready.kind };
};

/** Whether there is an open invoice whose collection has yet to begin, since its announcement is still on its way: the clock
 *  waits for it. */
const uncollected = async (
  customer: CustomerId,
  subscription: Subscription,
  collections: readonly Collection[],
): Promise<readonly Pending[]> => {
  const known = new Set<InvoiceId>(collections.map(({ invoiceId }) => invoiceId));
  const invoices = closedIndexes(subscription).map((index) =>
    invoiceIdOf(subscription.id, periodOf(subscription, index).end),
  );
  const finals = await finalInvoicesOf(customer);
  const others = await Promise.all([...invoices, ...finals].filter((invoice) => !known.has(invoice)).map(findStanding));
  return others.some((invoice) => invoice?.status === 'open') ? [{ kind: 'running' }] : [];
};

/** The indexes of all closed periods, from -1, which is the moment of the subscription's start: it has an invoice where
 *  fees are due in advance. */
const closedIndexes = ({ period, status }: Subscription): readonly number[] => {
  const closed = status === 'cancelled' ? period.index + 1 : period.index;
  return Array.from({ length: closed + 1 }, (_, at) => at - 1);
};

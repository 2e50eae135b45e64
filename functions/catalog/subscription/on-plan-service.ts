import type { Page } from '../../platform/table/cursor.ts';
import type { PageRequest } from '../../platform/table/query.ts';

import { isOnPlan, type OfPlan } from './on-plan.ts';
import type { Subscription } from './subscription.ts';
import { subscriptionPage } from './subscription-store.ts';

/** Reads a page of all subscriptions, newest first, and keeps those that are active on the plan: it may keep none.
 *  Subscriptions that are made while a caller goes through the pages, or a moment before, may be missing. */
export const planSubscriptionPage = async (of: OfPlan, request: PageRequest): Promise<Page<Subscription>> => {
  const { data, nextCursor } = await subscriptionPage(request);
  return { data: data.filter((subscription) => isOnPlan(subscription, of)), nextCursor };
};

/** How many subscriptions are read at once for the count. */
const countedPage = 500;

/** Counts the subscriptions that are active on the plan. It reads all of them: about a hundred calls for 50,000. */
export const countOnPlan = async (of: OfPlan): Promise<number> => {
  let count = 0;
  let cursor: string | undefined;
  do {
    const { data, nextCursor } = await planSubscriptionPage(of, { limit: countedPage, cursor });
    count += data.length;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return count;
};

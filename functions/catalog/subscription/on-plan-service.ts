import type { Page } from '../../platform/table/cursor.ts';
import type { PageRequest } from '../../platform/table/query.ts';

import { isOnPlan, type OfPlan } from './on-plan.ts';
import type { Subscription } from './subscription.ts';
import { subscriptionPage } from './subscription-store.ts';

/** Those of a page of all subscriptions, newest first, that are active on the plan: maybe none. What is made while the pages
 *  are gone through is not among them, nor what was made a moment before. */
export const planSubscriptionPage = async (of: OfPlan, request: PageRequest): Promise<Page<Subscription>> => {
  const { data, nextCursor } = await subscriptionPage(request);
  return { data: data.filter((subscription) => isOnPlan(subscription, of)), nextCursor };
};

const countedPage = 500;

/** Reads all subscriptions: about a hundred calls for 50,000. */
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

import { dueSubscriptions, requireSubscription } from '../../catalog/subscription/subscription-store.ts';
import type { SubscriptionId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { afterPage, pagesSchema } from '../../platform/after-page.ts';
import { wallClock } from '../../platform/clock.ts';
import { task } from '../../platform/task.ts';
import { closeExecutionName } from './execution-name.ts';

/** How many closes a page has at least, where there are so many: some 55 KB of the 256 KB that a state may have. */
const duePerPage = 300;

/** A page of the closes that are due. Each subscription is read again, since the index lags behind the table and may still have one
 *  that was closed since. */
export const handler = task(pagesSchema, async ({ cursor: from, run, pages: before, incomplete }) => {
  const now = wallClock();
  const { ids, cursor } = await dueFrom(now, from);
  const subscriptions = await Promise.all(ids.map(requireSubscription));
  const closes = subscriptions
    .filter(({ closeAt }) => closeAt <= now)
    .map(({ id, period }) => ({
      subscriptionId: id,
      periodEnd: period.end,
      name: closeExecutionName(id, period.end, run),
    }));
  const pages = before + 1;
  return { closes, cursor, run, pages, incomplete, next: afterPage(pages, cursor) };
});

/** Reads whole pages of the index until there are enough subscriptions. */
const dueFrom = async (now: Instant, from: string) => {
  const ids: SubscriptionId[] = [];
  let cursor = from;
  do {
    const page = await dueSubscriptions(now, cursor === '' ? undefined : cursor);
    ids.push(...page.ids);
    cursor = page.cursor ?? '';
  } while (cursor !== '' && ids.length < duePerPage);
  return { ids, cursor };
};

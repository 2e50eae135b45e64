import { dueSubscriptions, requireSubscription } from '../catalog/subscription-store.ts';
import { wallClock } from '../platform/clock.ts';
import { task } from '../platform/task.ts';
import { sweepSchema } from './contract.ts';
import { closeExecutionName } from './execution-name.ts';

/** A page of closes to start. The subscriptions are read again: the index may be behind what is closed already. */
export const handler = task(sweepSchema, async ({ cursor, run }) => {
  const now = wallClock();
  const page = await dueSubscriptions(now, cursor ?? undefined);
  const subscriptions = await Promise.all(page.ids.map(requireSubscription));
  const closes = subscriptions
    .filter(({ closeAt }) => closeAt <= now)
    .map(({ id, period }) => ({
      subscriptionId: id,
      periodEnd: period.end,
      name: closeExecutionName(id, period.end, run),
    }));
  return { closes, cursor: page.cursor };
});

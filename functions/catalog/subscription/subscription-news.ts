import type { Announcement } from '../../kernel/announcement.ts';
import { subscriptionCreatedType } from '../contract.ts';
import { news } from '../news.ts';
import type { Subscription } from './subscription.ts';

/** `periodEnd` is the end of what has to be closed first. Where fees are due in advance (`billsAtStart`), that is the start itself. */
export const subscriptionCreated = ({
  id,
  customerId,
  phases: [phase],
  startAt,
  period,
}: Subscription): Announcement => {
  const { planId, planVersion } = phase;
  const parties = { subscriptionId: id, customerId, planId, planVersion };
  const detail = { ...parties, startAt, periodEnd: period.end, billsAtStart: period.index < 0 };
  return news(subscriptionCreatedType, [id], detail);
};

/** What a request made of a subscription. The revision tells two changes of a subscription apart. `periodEnd` and `billsAtStart` are as
 *  for a new one: by a change, fees in advance may become due at the start. */
export const subscriptionChanged = (
  change: 'plan_changed' | 'cancelled' | 'paused' | 'resumed',
  { id, customerId, revision, cancelAt, phases, pauses, period }: Subscription,
): Announcement =>
  news(`subscription.${change}`, [id, String(revision)], {
    ...{ subscriptionId: id, customerId, cancelAt, phases, pauses },
    ...{ periodEnd: period.end, billsAtStart: period.index < 0 },
  });

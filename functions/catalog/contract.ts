import type { Announcement } from '../kernel/announcement.ts';
import { digest } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';

import type { Customer } from './customer/customer.ts';
import type { Meter } from './meter/meter.ts';
import type { PlanVersion } from './plan/plan.ts';
import type { Subscription } from './subscription/subscription.ts';

export const stage = 'catalog';

/** Hours from a period's end to its close; every function that opens a period needs it. */
export const graceVariable = 'GRACE_HOURS';
/** Minutes of a usage window: 60, 30 or 15. Periods begin and end on one. */
export const windowMinutesVariable = 'USAGE_WINDOW_MINUTES';

/** ARN of the machine that moves a plan's subscriptions. */
export const migrationMachineVariable = 'MIGRATION_MACHINE';

export const meterCreated = ({ key, eventType, measure }: Meter): Announcement =>
  news('meter.created', [key], { meterKey: key, eventType, aggregation: measure.aggregation });

export const planVersionCreated = ({ planId, version }: PlanVersion): Announcement =>
  news('plan.version_created', [planId, String(version)], { planId, version });

export const customerCreated = ({ id, testClockId }: Customer): Announcement =>
  news('customer.created', [id], { customerId: id, testClockId });

/** The revision tells two changes apart. */
export const customerUpdated = ({ id, revision }: Customer): Announcement =>
  news('customer.updated', [id, String(revision)], { customerId: id, revision });

/** @param at the time of the request: setting the one that was set before is news too. */
export const paymentMethodUpdated = ({ id }: Customer, paymentMethod: string, at: Instant): Announcement =>
  news('customer.payment_method_updated', [id, paymentMethod, at], { customerId: id, paymentMethod });

/** With `periodEnd`, what there is to close first: where fees are due in advance, the start itself. */
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

/** The EventBridge detail type that the close of a subscription's start listens to. */
export const subscriptionCreatedType = 'subscription.created';

/** What became of a subscription by a request; the revision tells two of them apart. */
export const subscriptionChanged = (
  change: 'plan_changed' | 'cancelled' | 'paused' | 'resumed',
  { id, customerId, revision, cancelAt, phases, pauses }: Subscription,
): Announcement =>
  news(`subscription.${change}`, [id, String(revision)], { subscriptionId: id, customerId, cancelAt, phases, pauses });

const news = (type: string, subject: readonly string[], detail: Announcement['detail']): Announcement => ({
  type,
  id: digest(type, ...subject),
  detail,
});

import type { Announcement } from '../platform/bus.ts';
import type { Customer } from './customer.ts';
import { digest } from './ids.ts';
import type { Instant } from './instant.ts';
import type { Meter } from './meter.ts';
import type { PlanVersion } from './plan.ts';
import type { Subscription } from './subscription.ts';

export const stage = 'catalog';

/** Hours from a period's end to its close; every function that opens a period needs it. */
export const graceVariable = 'GRACE_HOURS';

export const meterCreated = ({ key, eventType, measure }: Meter): Announcement =>
  news('meter.created', [key], { meterKey: key, eventType, aggregation: measure.aggregation });

export const planVersionCreated = ({ planId, version }: PlanVersion): Announcement =>
  news('plan.version_created', [planId, String(version)], { planId, version });

export const customerCreated = ({ id, testClockId }: Customer): Announcement =>
  news('customer.created', [id], { customerId: id, testClockId });

/** @param at the time of the request: setting the one that was set before is news too. */
export const paymentMethodUpdated = ({ id }: Customer, paymentMethod: string, at: Instant): Announcement =>
  news('customer.payment_method_updated', [id, paymentMethod, at], { customerId: id, paymentMethod });

export const subscriptionCreated = ({ id, customerId, planId, planVersion, anchor }: Subscription): Announcement =>
  news('subscription.created', [id], { subscriptionId: id, customerId, planId, planVersion, startAt: anchor });

const news = (type: string, subject: readonly string[], detail: Announcement['detail']): Announcement => ({
  type,
  id: digest(type, ...subject),
  detail,
});

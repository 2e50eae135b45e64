import { z } from 'zod';
import { closeAtOf, isOnWindow, periodAt, windowStart } from './billing-period.ts';
import { type Customer, customerIdSchema } from './customer.ts';
import { customerId, planId, type SubscriptionId } from './ids.ts';
import { type Instant, plusDays } from './instant.ts';
import { instantSchema } from './instant-schema.ts';
import { InvalidInput } from './meterline-error.ts';
import type { Interval, PlanVersion } from './plan.ts';
import type { Subscription } from './subscription.ts';

/** `POST /v1/subscriptions`. */
export const newSubscriptionSchema = z.strictObject({
  customerId: customerIdSchema.transform(customerId),
  planId: z.string().min(1).max(64).transform(planId),
  planVersion: z.int().positive().optional(),
  startAt: instantSchema
    .refine(isOnWindow, {
      error: 'a subscription starts on a full hour in UTC: its periods are whole usage windows',
      params: { code: 'start_not_on_window' },
    })
    .optional(),
});
export type NewSubscription = z.output<typeof newSubscriptionSchema>;

/** What a subscription is made of besides the request; `now` is the customer's time, `createdAt` the wall clock's. */
export interface Circumstances {
  readonly id: SubscriptionId;
  readonly customer: Customer;
  readonly plan: PlanVersion;
  readonly now: Instant;
  readonly createdAt: Instant;
  readonly graceHours: number;
}

/** Ten years: each month back is an invoice to close, and a year mistyped would be thousands. */
const maxDaysAway = 3660;

/** From the beginning of the running hour when the request names no start.
 *  @throws InvalidInput `currency_without_price` at `/planId`, `start_out_of_range` at `/startAt` */
export const subscribe = (
  { startAt }: Pick<NewSubscription, 'startAt'>,
  { id, customer, plan, now, createdAt, graceHours }: Circumstances,
): Subscription => {
  assertPriced(plan, customer);
  const anchor = startAt ?? windowStart(now);
  assertNear(anchor, now);
  const period = periodAt(anchor, plan.interval, 0);
  return {
    id,
    customerId: customer.id,
    planId: plan.planId,
    planVersion: plan.version,
    anchor,
    status: 'active',
    periodIndex: 0,
    period,
    closeAt: closeAtOf(period, graceHours),
    createdAt,
  };
};

/** The same subscription with its open period done. */
export const withNextPeriod = (subscription: Subscription, interval: Interval, graceHours: number): Subscription => {
  const periodIndex = subscription.periodIndex + 1;
  const period = periodAt(subscription.anchor, interval, periodIndex);
  return { ...subscription, periodIndex, period, closeAt: closeAtOf(period, graceHours) };
};

const assertPriced = (plan: PlanVersion, { currency }: Customer): void => {
  if (plan.prices.has(currency)) return;
  const detail = `Version ${plan.version} of the plan "${plan.planId}" has no price in ${currency}, the customer's currency.`;
  throw new InvalidInput({ code: 'currency_without_price', pointer: '/planId', detail });
};

const assertNear = (anchor: Instant, now: Instant): void => {
  if (anchor >= plusDays(now, -maxDaysAway) && anchor <= plusDays(now, maxDaysAway)) return;
  const detail = `A start at most ten years from ${now}, the customer's time, is expected.`;
  throw new InvalidInput({ code: 'start_out_of_range', pointer: '/startAt', detail });
};

import type { SubscriptionId } from '../../kernel/ids.ts';
import { fromTemporal, type Instant, plusDays, toTemporal } from '../../kernel/instant.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import type { Customer } from '../customer/customer.ts';
import type { PlanVersion } from '../plan/plan.ts';
import { closeAtOf, isOnWindow, periodOf, windowStart } from './billing-period.ts';
import { type Cycle, cycleFrom } from './cycle.ts';
import { withStart } from './start.ts';
import type { Subscription } from './subscription.ts';

/** What a request may say about the beginning of a subscription. */
interface Wanted {
  readonly startAt?: Instant | undefined;
  readonly trialDays?: number | undefined;
}

/** All that a subscription is made of besides the request. `now` is the time of the customer, `createdAt` that of the
 *  wall clock. */
export interface Circumstances {
  readonly id: SubscriptionId;
  readonly customer: Customer;
  readonly plan: PlanVersion;
  readonly now: Instant;
  readonly createdAt: Instant;
  readonly graceHours: number;
  /** Minutes of a usage window. */
  readonly windowMinutes: number;
}

/** How many days from now a start may lie: ten years. Each month back is an invoice to close, and with a year mistyped
 *  there would be thousands. */
const maxDaysAway = 3660;

/** Makes a subscription. It starts with the running usage window where the request names no start.
 *  @throws InvalidInput `currency_without_price` at `/planId`, `start_out_of_range` or `start_not_on_window` at
 *    `/startAt` */
export const subscribe = (
  request: Wanted,
  { id, customer, plan, now, createdAt, graceHours, windowMinutes }: Circumstances,
): Subscription => {
  assertPriced(plan, customer);
  const startAt = request.startAt ?? windowStart(now, windowMinutes);
  assertOnWindow(startAt, windowMinutes);
  assertNear(startAt, now);
  const trialEnd = request.trialDays === undefined ? null : daysAfter(startAt, request.trialDays, customer.timeZone);
  const schedule = { cycles: cyclesFrom(startAt, trialEnd, customer.timeZone, plan), cancelAt: null };
  const period = periodOf(schedule, 0);
  const subscription: Subscription = {
    ...schedule,
    ...{ id, customerId: customer.id, startAt, trialEnd, period, createdAt },
    phases: [{ from: startAt, planId: plan.planId, planVersion: plan.version }],
    pauses: [],
    status: 'active',
    closeAt: closeAtOf(period, graceHours),
    closing: null,
    startIsBilled: false,
    revision: 1,
  };
  return withStart(subscription, () => plan.prices.get(customer.currency), { now, graceHours });
};

const cyclesFrom = (
  startAt: Instant,
  trialEnd: Instant | null,
  timeZone: string,
  { interval }: PlanVersion,
): readonly [Cycle, ...Cycle[]] => {
  const first = cycleFrom(startAt, 0, timeZone, interval);
  return trialEnd === null ? [first] : [{ ...first, isTrial: true }, cycleFrom(trialEnd, 1, timeZone, interval)];
};

/** So many days later on the calendar of the zone. */
const daysAfter = (start: Instant, days: number, timeZone: string): Instant =>
  fromTemporal(toTemporal(start).toZonedDateTimeISO(timeZone).add({ days }).toInstant());

/** @throws InvalidInput `currency_without_price` at `/planId` */
export const assertPriced = (plan: PlanVersion, { currency }: Pick<Customer, 'currency'>): void => {
  if (plan.prices.has(currency)) return;
  const detail = `Version ${plan.version} of the plan "${plan.planId}" has no price in ${currency}, the customer's currency.`;
  throw new InvalidInput({ code: 'currency_without_price', pointer: '/planId', detail });
};

const assertOnWindow = (startAt: Instant, minutes: number): void => {
  if (isOnWindow(startAt, minutes)) return;
  const detail = `A subscription starts on a whole usage window of ${minutes} minutes in UTC: its periods are made of them.`;
  throw new InvalidInput({ code: 'start_not_on_window', pointer: '/startAt', detail });
};

const assertNear = (startAt: Instant, now: Instant): void => {
  if (startAt >= plusDays(now, -maxDaysAway) && startAt <= plusDays(now, maxDaysAway)) return;
  const detail = `A start at most ten years from ${now}, the customer's time, is expected.`;
  throw new InvalidInput({ code: 'start_out_of_range', pointer: '/startAt', detail });
};

import type { PlanVersion } from '../../catalog/plan/plan.ts';
import type { BillingPeriod, Period } from '../../catalog/subscription/billing-period.ts';
import { closedPeriods, periodOf } from '../../catalog/subscription/billing-period.ts';
import type { Subscription } from '../../catalog/subscription/subscription.ts';
import type { CustomerId, SubscriptionId } from '../../kernel/ids.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import type { Currency } from '../../money/currency.ts';
import { type Decimal, sum } from '../../money/decimal.ts';
import { type Money, subtract, total, zero } from '../../money/money.ts';
import type { NewLine } from '../invoice.ts';

/** What the same usage costs at the plan it had and at another one. */
export interface Compared {
  readonly old: Money;
  readonly new: Money;
  /** Positive: the other plan costs more. */
  readonly difference: Money;
}

/** All lines of a charge together. A side is null where its plan has no such charge. */
export interface SimulatedLine {
  readonly chargeId: string;
  readonly name: string;
  readonly old: Amounts | null;
  readonly new: Amounts | null;
  readonly difference: Money;
}

interface Amounts {
  readonly quantity: Decimal;
  readonly amount: Money;
}

export interface SimulatedPeriod extends Compared {
  readonly period: Period;
  readonly lines: readonly SimulatedLine[];
}

export interface SimulatedCustomer extends Compared {
  readonly customerId: CustomerId;
  readonly subscriptionId: SubscriptionId;
  readonly currency: Currency;
  /** Oldest first. */
  readonly periods: readonly SimulatedPeriod[];
}

/** Which periods are simulated: the last so many closed ones and, where `includeOpen` says so, the open one. */
export interface Stretch {
  readonly periods: number;
  readonly includeOpen: boolean;
}

/** The periods that are simulated, oldest first. */
export const simulatedPeriods = (
  subscription: Subscription,
  { periods, includeOpen }: Stretch,
): readonly BillingPeriod[] => {
  const { status, period } = subscription;
  const open = Math.max(0, status === 'active' ? period.index : period.index + 1);
  const closed = closedPeriods(subscription, open).slice(0, periods).toReversed();
  return status === 'active' && includeOpen ? [...closed, periodOf(subscription, open)] : closed;
};

/** The subscription as it would be had it been on that version of a plan from its start. */
export const throughPlan = (subscription: Subscription, { planId, version }: PlanVersion): Subscription => ({
  ...subscription,
  phases: [{ from: subscription.startAt, planId, planVersion: version }],
});

/** Refuses a plan that has no price in the customer's currency, or whose interval is not that of the periods: a year's fee says
 *  nothing about a month. Trials cost nothing, and so do not matter.
 *  @throws InvalidInput `currency_not_priced`, `interval_differs` at `/to/planId` */
export const assertComparable = (
  plan: PlanVersion,
  currency: Currency,
  subscription: Subscription,
  periods: readonly BillingPeriod[],
): void => {
  const refuse = (code: string, detail: string) => new InvalidInput({ code, pointer: '/to/planId', detail });
  const name = `Version ${plan.version} of the plan "${plan.planId}"`;
  if (!plan.prices.has(currency)) throw refuse('currency_not_priced', `${name} has no price in ${currency}.`);
  for (const { index, isTrial, start } of periods) {
    const { interval } =
      subscription.cycles.findLast(({ firstIndex }) => firstIndex <= index) ?? subscription.cycles[0];
    if (isTrial || interval === plan.interval) continue;
    const detail = `${name} is for a ${plan.interval}, the period from ${start} is a ${interval}.`;
    throw refuse('interval_differs', detail);
  }
};

/** What a period costs at both plans, in all and by charge.
 *  @param was the lines of the period at the plan it had
 *  @param would the lines of the same usage at the other plan */
export const comparedPeriod = (
  period: Period,
  was: readonly NewLine[],
  would: readonly NewLine[],
  currency: Currency,
): SimulatedPeriod => {
  const charges = [...new Set([...was, ...would].map(({ chargeId }) => chargeId))];
  const lines = charges.map((chargeId) => comparedLine(chargeId, was, would, currency));
  const old = total(
    was.map(({ amount }) => amount),
    currency,
  );
  const next = total(
    would.map(({ amount }) => amount),
    currency,
  );
  return { period: { start: period.start, end: period.end }, lines, ...compared(old, next) };
};

const comparedLine = (
  chargeId: string,
  was: readonly NewLine[],
  would: readonly NewLine[],
  currency: Currency,
): SimulatedLine => {
  const [before, after] = [was, would].map((lines) => lines.filter((line) => line.chargeId === chargeId));
  const [old, next] = [amountsOf(before ?? [], currency), amountsOf(after ?? [], currency)];
  const name = (after?.[0] ?? before?.[0])?.description ?? chargeId;
  const difference = subtract(next?.amount ?? zero(currency), old?.amount ?? zero(currency));
  return { chargeId, name, old, new: next, difference };
};

const amountsOf = (lines: readonly NewLine[], currency: Currency): Amounts | null =>
  lines.length === 0
    ? null
    : {
        quantity: sum(lines.map(({ quantity }) => quantity)),
        amount: total(
          lines.map(({ amount }) => amount),
          currency,
        ),
      };

const compared = (old: Money, next: Money): Compared => ({ old, new: next, difference: subtract(next, old) });

/** What several periods come to together. */
export const comparedTotal = (all: readonly Compared[], currency: Currency): Compared =>
  compared(
    total(
      all.map(({ old }) => old),
      currency,
    ),
    total(
      all.map((one) => one.new),
      currency,
    ),
  );

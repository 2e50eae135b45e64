import type { Customer } from '../../catalog/customer/customer.ts';
import type { Meter } from '../../catalog/meter/meter.ts';
import type { Charge, UsageCharge } from '../../catalog/plan/charge.ts';
import type { PlanVersion } from '../../catalog/plan/plan.ts';
import type { Price } from '../../catalog/plan/plan-prices.ts';
import type { BillingPeriod, Period } from '../../catalog/subscription/billing-period.ts';
import { nextPeriodOf, type Phase, type Subscription, segmentsOf } from '../../catalog/subscription/subscription.ts';
import { type MeterKey, meterKey } from '../../kernel/ids.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import type { Reading } from '../../meter/usage/usage.ts';
import type { Currency } from '../../money/currency.ts';
import { ZERO } from '../../money/decimal.ts';
import { type Metered, meteredFor, plainMetered } from '../../rate/metered.ts';

/** A meter, and what it counted in a period. */
export interface CountedMeter {
  readonly meter: Meter;
  readonly readings: readonly Reading[];
}

/** All that the invoice of a period is made of, apart from what earlier invoices have to do with it
 *  (`EarlierBilling`). */
export interface Closing {
  readonly customer: Customer;
  /** Its phases (which plan from when on) and its pauses decide how the period is split. */
  readonly subscription: Subscription;
  readonly period: BillingPeriod;
  /** The plan versions that the phases name, by `planKey`. */
  readonly plans: ReadonlyMap<string, PlanVersion>;
  /** What the meter of a charge counted in a part of the period. */
  readonly metered: (charge: UsageCharge, span: Period) => Metered;
}

/** `plan_pro@3`. */
export const planKey = ({ planId, planVersion }: Pick<Phase, 'planId' | 'planVersion'>): string =>
  `${planId}@${planVersion}`;

/** @throws Conflict `plan_version_missing` */
export const planIn = ({ plans }: Pick<Closing, 'plans'>, phase: Phase): PlanVersion => {
  const plan = plans.get(planKey(phase));
  if (plan !== undefined) return plan;
  throw new Conflict('plan_version_missing', `There is no version ${planKey(phase)}.`);
};

/** @throws Conflict `currency_not_priced` */
export const priceIn = (version: PlanVersion, currency: Currency): Price => {
  const price = version.prices.get(currency);
  if (price !== undefined) return price;
  throw new Conflict('currency_not_priced', `Plan ${version.planId} ${version.version} has no price in ${currency}.`);
};

/** The phases that matter for the period's invoice: those of the period, and those of the next one, whose fees may
 *  be due in advance. */
export const phasesOf = (subscription: Subscription, period: BillingPeriod): readonly Phase[] => {
  const next = nextPeriodOf(subscription);
  const segments = [...segmentsOf(subscription, period), ...(next === undefined ? [] : segmentsOf(subscription, next))];
  return [...new Set(segments.map(({ phase }) => phase))];
};

/** The meters of the charges, each once, in the order of the charges. Flat fees have none. */
export const metersOf = (charges: readonly Charge[]): readonly MeterKey[] => [
  ...new Set(charges.flatMap((charge) => (charge.model === 'flat' ? [] : [meterKey(charge.meter)]))),
];

const noUsage: Metered = plainMetered(ZERO);

/** Answers what was counted in a part of a period, from what was counted in all of it.
 *  @param usage what each meter counted in the period; of a meter that is missing, nothing */
export const meteredBy =
  (usage: ReadonlyMap<MeterKey, CountedMeter>): Closing['metered'] =>
  (charge, { start, end }) => {
    const counted = usage.get(meterKey(charge.meter));
    if (counted === undefined) return noUsage;
    const own = counted.readings.filter((reading) => reading.start >= start && reading.start < end);
    return meteredFor(charge, counted.meter, own);
  };

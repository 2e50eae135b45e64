import { withAllowances } from '../../catalog/plan/allowance.ts';
import type { UsageCharge } from '../../catalog/plan/charge.ts';
import type { Flat, Label } from '../../catalog/plan/price.ts';
import { type Decimal, decimal, exactDecimal } from '../../money/decimal.ts';
import type { Proration } from '../invoice.ts';

/** Digits after the point of what is prorated: seconds of a month go into hardly any amount without a rest. */
const decimals = 12;

/** Null where it is the whole.
 *  @param numerator seconds that are billed
 *  @param denominator seconds of the whole period, more than zero */
export const prorationOf = (numerator: number, denominator: number): Proration | null =>
  numerator === denominator ? null : { numerator, denominator };

/** The part of a value that belongs to these seconds, rounded half away from zero to 12 digits after the point. */
export const prorate = (value: Decimal, proration: Proration | null): Decimal => {
  if (proration === null) return value;
  const { numerator, denominator } = proration;
  const [part, whole] = [exactDecimal(String(numerator)), decimal(String(denominator))];
  return value.times(part).div(whole).toDecimalPlaces(decimals);
};

/** Allowance and bounds of a usage charge go with the time that they are for; its tiers do not.
 *  @param proration without pauses
 *  @param length with them: what is used in a pause is billed, and so is not capped away */
export const prorateUsage = (
  charge: UsageCharge,
  proration: Proration | null,
  length: Proration | null,
): UsageCharge => ({
  ...withAllowances(charge, (included) => prorate(included, proration)),
  minimumAmount: prorate(charge.minimumAmount, proration),
  maximumAmount: charge.maximumAmount === null ? null : prorate(charge.maximumAmount, length),
});

export const prorateFee = (fee: Label & Flat, proration: Proration | null): Label & Flat => ({
  ...fee,
  amount: prorate(fee.amount, proration),
});

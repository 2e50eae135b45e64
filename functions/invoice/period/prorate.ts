import { withAllowances } from '../../catalog/plan/allowance.ts';
import type { UsageCharge } from '../../catalog/plan/charge.ts';
import type { Flat, Label } from '../../catalog/plan/price.ts';
import { type Decimal, decimal, exactDecimal } from '../../money/decimal.ts';
import type { Proration } from '../invoice.ts';

/** Digits after the point that a prorated value keeps. Hardly any amount can be divided by the seconds of a month
 *  without a rest. */
const decimals = 12;

/** The part of a whole period; null where it is all of it.
 *  @param numerator seconds that are billed
 *  @param denominator seconds of the whole period, more than zero */
export const prorationOf = (numerator: number, denominator: number): Proration | null =>
  numerator === denominator ? null : { numerator, denominator };

/** One part less another one. They may be parts of periods of different lengths: 31 of 31 days less 0 of 365 are 31 of
 *  31, and 15 of 30 days less 124 of 744 hours are 1/2 − 1/6 = 1/3. Whole seconds of two years, multiplied, are still
 *  exact. */
export const less = (a: Proration, b: Proration): Proration => {
  if (a.denominator === b.denominator) return { ...a, numerator: a.numerator - b.numerator };
  if (b.numerator === 0) return a;
  const numerator = a.numerator * b.denominator - b.numerator * a.denominator;
  const denominator = a.denominator * b.denominator;
  const divisor = greatestDivisor(Math.abs(numerator), denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
};

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** The part of a value that belongs to these seconds, rounded half away from zero to 12 digits after the point.
 *  31.00 for 16 of 31 days is 31 × 1382400 / 2678400 = 16. */
export const prorate = (value: Decimal, proration: Proration | null): Decimal => {
  if (proration === null) return value;
  const { numerator, denominator } = proration;
  const [part, whole] = [exactDecimal(String(numerator)), decimal(String(denominator))];
  return value.times(part).div(whole).toDecimalPlaces(decimals);
};

/** A usage charge for a part of a period. What is included, the minimum and the maximum are prorated: of 310
 *  included minutes a month, 150 are for 15 of 31 days. Tiers are not, since they say what a quantity costs and not
 *  what is given for a time.
 *  @param proration the part without pauses, for what is included and for the minimum
 *  @param length the part with pauses, for the maximum: what is used in a pause is billed, and so the pause does not
 *    lower the maximum */
export const prorateUsage = (
  charge: UsageCharge,
  proration: Proration | null,
  length: Proration | null,
): UsageCharge => ({
  ...withAllowances(charge, (included) => prorate(included, proration)),
  minimumAmount: prorate(charge.minimumAmount, proration),
  maximumAmount: charge.maximumAmount === null ? null : prorate(charge.maximumAmount, length),
});

/** A fee for a part of a period. */
export const prorateFee = (fee: Label & Flat, proration: Proration | null): Label & Flat => ({
  ...fee,
  amount: prorate(fee.amount, proration),
});

import type { Aggregation } from '../catalog/meter/meter.ts';
import type { Period } from '../catalog/subscription/billing-period.ts';
import { type Instant, toMilliseconds } from '../kernel/instant.ts';
import { type Decimal, decimal, unsigned } from '../money/decimal.ts';

/** How far a period has got, in milliseconds: `0 < past <= whole`. */
export interface Elapsed {
  readonly past: Decimal;
  readonly whole: Decimal;
}

/** Undefined at and before the period's start: nothing can be projected from no time. From its end on, all of it. */
export const elapsedOf = ({ start, end }: Period, now: Instant): Elapsed | undefined => {
  const past = toMilliseconds(now < end ? now : end) - toMilliseconds(start);
  if (past <= 0) return undefined;
  return { past: decimal(String(past)), whole: decimal(String(toMilliseconds(end) - toMilliseconds(start))) };
};

const fractionDigits = 4;
/** decimal.js, ROUND_DOWN: towards zero. */
const roundDown = 1;

/** Cut off after four digits, so that only a period that is over shows 1. */
export const fractionOf = ({ past, whole }: Elapsed): Decimal =>
  past.div(whole).toDecimalPlaces(fractionDigits, roundDown);

/** Usage at the period's end when it goes on at the average so far: `used ÷ (past ÷ whole)`, rounded half away from zero. */
export const projectedUsage = (used: Decimal, aggregation: Aggregation, { past, whole }: Elapsed): Decimal => {
  const digits = projectedDigits[aggregation];
  if (past.equals(whole) || digits === null) return used;
  return unsigned(used.times(whole).div(past).toDecimalPlaces(digits));
};

/** Events and distinct values are whole; a sum is projected to a millionth; a best does not grow with time. */
const projectedDigits: Record<Aggregation, number | null> = {
  count: 0,
  unique_count: 0,
  sum: 6,
  max: null,
  min: null,
  latest: null,
};

const rough = decimal('0.05');

/** What the projection takes for granted, for the customer to read. */
export const assumptionOf = (elapsed: Elapsed): string => {
  const fraction = elapsed.past.div(elapsed.whole);
  if (elapsed.past.equals(elapsed.whole)) return 'The period is over: this is its usage, priced like an invoice.';
  const share = fraction.times(100).toDecimalPlaces(1, roundDown).toFixed(1);
  const words =
    `Assumes that usage goes on at its average so far, with ${share} % of the period over. ` +
    'The projected usage is priced like an invoice: with its tiers, allowances and fees.';
  return fraction.lessThan(rough) ? `${words} So early in a period this is a rough figure.` : words;
};

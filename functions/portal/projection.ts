import type { Aggregation } from '../catalog/meter/meter.ts';
import type { Period } from '../catalog/subscription/billing-period.ts';
import { type Instant, toMilliseconds } from '../kernel/instant.ts';
import { type Decimal, decimal, unsigned } from '../money/decimal.ts';

/** How much of a period is over, in milliseconds: `0 < past <= whole`. */
export interface Elapsed {
  readonly past: Decimal;
  readonly whole: Decimal;
}

/** How much of a period is over. Undefined until the period has begun: nothing can be projected from no time. From its end on it is
 *  all of it. */
export const elapsedOf = ({ start, end }: Period, now: Instant): Elapsed | undefined => {
  const past = toMilliseconds(now < end ? now : end) - toMilliseconds(start);
  if (past <= 0) return undefined;
  return { past: decimal(String(past)), whole: decimal(String(toMilliseconds(end) - toMilliseconds(start))) };
};

const fractionDigits = 4;
/** The number of ROUND_DOWN in decimal.js, which rounds towards zero. */
const roundDown = 1;

/** The share of the period that is over, such as 0.3942. It is cut after four digits, so that only a period that is over shows 1. */
export const fractionOf = ({ past, whole }: Elapsed): Decimal =>
  past.div(whole).toDecimalPlaces(fractionDigits, roundDown);

/** The usage at the end of the period if it goes on at its average so far: `used × whole ÷ past`, rounded half away from zero. 300
 *  requests after 9 of 30 days become 1,000. */
export const projectedUsage = (used: Decimal, aggregation: Aggregation, { past, whole }: Elapsed): Decimal => {
  const digits = projectedDigits[aggregation];
  if (past.equals(whole) || digits === null) return used;
  return unsigned(used.times(whole).div(past).toDecimalPlaces(digits));
};

/** Digits after the point of projected usage. Events and distinct values are whole, a sum is projected to a millionth. Null for a
 *  best, which does not grow with time and is not projected. */
const projectedDigits: Record<Aggregation, number | null> = {
  count: 0,
  unique_count: 0,
  sum: 6,
  max: null,
  min: null,
  latest: null,
};

/** The share of a period below which a projection is said to be rough. */
const rough = decimal('0.05');

/** What the projection takes for granted, in words for the customer. */
export const assumptionOf = (elapsed: Elapsed): string => {
  const fraction = elapsed.past.div(elapsed.whole);
  if (elapsed.past.equals(elapsed.whole)) return 'The period is over: this is its usage, priced like an invoice.';
  const share = fraction.times(100).toDecimalPlaces(1, roundDown).toFixed(1);
  const words =
    `Assumes that usage goes on at its average so far, with ${share} % of the period over. ` +
    'The projected usage is priced like an invoice: with its tiers, allowances and fees.';
  return fraction.lessThan(rough) ? `${words} So early in a period this is a rough figure.` : words;
};

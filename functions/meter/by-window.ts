import { dayOf, earlier, type Instant, later, parseInstant, plusDays, plusHours } from '../catalog/instant.ts';
import { type Decimal, ZERO } from '../money/decimal.ts';
import type { Usage } from './usage.ts';
import { windowOf } from './window.ts';

/** One stretch of an answer; without events its value is zero. */
export interface Stretch {
  readonly start: Instant;
  readonly end: Instant;
  readonly value: Decimal;
}

export type Resolution = 'hour' | 'day';

/** The first hour that is wholly or partly in the range, and the first after it. */
export const wholeHours = (from: Instant, to: Instant): { readonly from: Instant; readonly to: Instant } => {
  const last = windowOf(to);
  return { from: windowOf(from), to: last === to ? to : plusHours(last, 1) };
};

/** Usage by hour or UTC day, without gaps. The first and the last day end where the range does, so that the values
 *  add up to the range's total.
 *  @param range of whole hours */
export const byWindow = (
  { windows }: Usage,
  range: { readonly from: Instant; readonly to: Instant },
  resolution: Resolution,
): readonly Stretch[] => {
  const values = new Map<Instant, Decimal>();
  for (const { start, value } of windows) {
    const key = startOf(start, resolution);
    values.set(key, (values.get(key) ?? ZERO).plus(value));
  }
  const stretches: Stretch[] = [];
  for (let start = startOf(range.from, resolution); start < range.to; start = nextOf(start, resolution)) {
    const end = earlier(nextOf(start, resolution), range.to);
    stretches.push({ start: later(start, range.from), end, value: values.get(start) ?? ZERO });
  }
  return stretches;
};

const startOf = (time: Instant, resolution: Resolution): Instant =>
  resolution === 'hour' ? windowOf(time) : parseInstant(`${dayOf(time)}T00:00:00Z`);

const nextOf = (start: Instant, resolution: Resolution): Instant =>
  resolution === 'hour' ? plusHours(start, 1) : plusDays(start, 1);

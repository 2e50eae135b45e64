import type { Aggregation } from '../../catalog/meter/meter.ts';
import { dayOf, earlier, type Instant, later, parseInstant, plusDays, plusHours } from '../../kernel/instant.ts';
import type { Decimal } from '../../money/decimal.ts';
import { windowOf } from '../counter/window.ts';
import { combine, groupBy, type Reading } from './usage.ts';

/** An hour, day or month of an answer. Without events its value is zero. */
export interface Stretch {
  readonly start: Instant;
  readonly end: Instant;
  readonly value: Decimal;
}

export const resolutions = ['hour', 'day', 'month'] as const;
export type Resolution = (typeof resolutions)[number];

/** From one instant until before another. */
export interface Range {
  readonly from: Instant;
  readonly to: Instant;
}

/** The range in whole hours, widened at both ends: 14:20 to 16:05 becomes 14:00 to 17:00. */
export const wholeHours = (from: Instant, to: Instant): Range => {
  const last = windowOf(to);
  return { from: windowOf(from), to: last === to ? to : plusHours(last, 1) };
};

/** Usage by hour, day or month, in UTC and without gaps. The first and the last stretch are cut where the range begins and ends, so
 *  that sums and counts add up to the total of the range: 14 October to 3 November by month is 14 to 31 October and 1 to 2
 *  November.
 *  @param range of whole windows of the stack */
export const byWindow = (
  aggregation: Aggregation,
  readings: readonly Reading[],
  range: Range,
  resolution: Resolution,
): readonly Stretch[] => {
  const groups = groupBy(readings, ({ start }) => startOf(start, resolution));
  const stretches: Stretch[] = [];
  for (let start = startOf(range.from, resolution); start < range.to; start = nextOf(start, resolution)) {
    const end = earlier(nextOf(start, resolution), range.to);
    stretches.push({ start: later(start, range.from), end, value: combine(aggregation, groups.get(start) ?? []) });
  }
  return stretches;
};

const startOf = (time: Instant, resolution: Resolution): Instant => {
  switch (resolution) {
    case 'hour':
      return windowOf(time);
    case 'day':
      return parseInstant(`${dayOf(time)}T00:00:00Z`);
    case 'month':
      return parseInstant(`${time.slice(0, 7)}-01T00:00:00Z`);
  }
};

const nextOf = (start: Instant, resolution: Resolution): Instant => {
  switch (resolution) {
    case 'hour':
      return plusHours(start, 1);
    case 'day':
      return plusDays(start, 1);
    case 'month':
      return startOf(plusDays(start, 31), 'month');
  }
};

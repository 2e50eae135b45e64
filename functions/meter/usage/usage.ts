import type { Aggregation } from '../../catalog/meter/meter.ts';
import type { Instant } from '../../kernel/instant.ts';
import { assertNever } from '../../kernel/meterline-error.ts';
import { type Decimal, exactDecimal, sum, ZERO } from '../../money/decimal.ts';

/** One counter as it was read: that of a window, a group and, for `unique_count`, a distinct value. */
export interface Reading {
  readonly start: Instant;
  /** The escaped values of the meter's group-by properties, joined by `#`. */
  readonly group: string;
  /** The digest of the distinct value; null for all but `unique_count`. */
  readonly distinct: string | null;
  readonly sum: Decimal;
  readonly events: number;
  /** The best; null if the counter keeps none, or has none any more. */
  readonly best: { readonly value: Decimal; readonly at: string | null } | null;
  /** The watermark that late usage met; null for a counter in time. */
  readonly epoch: Instant | null;
  /** An event was voided, and the best is that of the whole window without it, over all shards. The bests of earlier epochs count
   *  no more. */
  readonly recounted: boolean;
}

/** What a meter counted in one window, with all groups together. */
export interface WindowUsage {
  readonly start: Instant;
  readonly value: Decimal;
  readonly events: number;
}

/** What a meter counted. `windows` has those with events, in their order. */
export interface Usage {
  readonly total: Decimal;
  readonly events: number;
  readonly windows: readonly WindowUsage[];
  readonly readings: readonly Reading[];
}

/** What counters of one meter come to together, whatever windows, groups, shards and epochs they are of. Without counters: zero. */
export const combine = (aggregation: Aggregation, readings: readonly Reading[]): Decimal => {
  switch (aggregation) {
    case 'sum':
      return sum(readings.map((reading) => reading.sum));
    case 'count':
      return exactDecimal(String(eventCount(readings)));
    case 'max':
      return bestOf(readings, (a, b) => a.value.greaterThan(b.value));
    case 'min':
      return bestOf(readings, (a, b) => a.value.lessThan(b.value));
    case 'latest':
      return bestOf(readings, (a, b) => (a.at ?? '') > (b.at ?? ''));
    case 'unique_count':
      return exactDecimal(String(distinctValues(readings)));
    default:
      return assertNever(aggregation);
  }
};

export const eventCount = (readings: readonly Reading[]): number =>
  readings.reduce((total, { events }) => total + events, 0);

type Best = NonNullable<Reading['best']>;

/** The best of all. A counter whose events were all voided shows none, unless its best was recounted for the whole window. */
const bestOf = (readings: readonly Reading[], isBetter: (a: Best, b: Best) => boolean): Decimal => {
  const bests = standing(readings).flatMap(({ best, events, recounted }) =>
    best === null || (events <= 0 && !recounted) ? [] : [best],
  );
  return (
    bests.reduce<Best | undefined>(
      (kept, best) => (kept === undefined || isBetter(best, kept) ? best : kept),
      undefined,
    )?.value ?? ZERO
  );
};

/** Leaves out counters that a recount has replaced: one of the same window and group, in a later epoch. */
const standing = (readings: readonly Reading[]): readonly Reading[] => {
  const recounts = new Map<string, Instant>();
  for (const reading of readings) {
    const known = recounts.get(placeOf(reading));
    const { recounted, epoch } = reading;
    if (recounted && epoch !== null && (known === undefined || known < epoch)) recounts.set(placeOf(reading), epoch);
  }
  return readings.filter((reading) => {
    const recount = recounts.get(placeOf(reading));
    return recount === undefined || (reading.epoch !== null && reading.epoch >= recount);
  });
};

const placeOf = ({ start, group }: Reading): string => `${start}#${group}`;

/** Values that still have events, after voids. The same value may be in several windows, and counts once. */
const distinctValues = (readings: readonly Reading[]): number => {
  const events = new Map<string, number>();
  for (const { distinct, events: more } of readings)
    events.set(distinct ?? '', (events.get(distinct ?? '') ?? 0) + more);
  return [...events.values()].filter((count) => count > 0).length;
};

export const usageOf = (aggregation: Aggregation, readings: readonly Reading[]): Usage => {
  const windows = [...groupBy(readings, ({ start }) => start)].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    total: combine(aggregation, readings),
    events: eventCount(readings),
    windows: windows.map(([start, own]) => ({ start, value: combine(aggregation, own), events: eventCount(own) })),
    readings,
  };
};

/** Items by key, in the order in which the keys first come. */
export const groupBy = <T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
};

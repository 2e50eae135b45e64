import type { Aggregation } from '../../catalog/meter/meter.ts';
import type { Instant } from '../../kernel/instant.ts';
import { assertNever } from '../../kernel/meterline-error.ts';
import { type Decimal, exactDecimal, sum, ZERO } from '../../money/decimal.ts';

/** One counter, as it is stored: of a window, a group and, for `unique_count`, a value. */
export interface Reading {
  readonly start: Instant;
  /** Escaped values of the meter's group-by properties. */
  readonly group: string;
  /** The value's digest; null but for `unique_count`. */
  readonly distinct: string | null;
  readonly sum: Decimal;
  readonly events: number;
  /** The best; null where none is kept. */
  readonly best: { readonly value: Decimal; readonly at: string | null } | null;
  /** The watermark that late arrivals met; null for what came in time. */
  readonly epoch: Instant | null;
  /** Its best is of the whole window, without what was voided, in whichever shard that lies: those of epochs before count
   *  no more. */
  readonly recounted: boolean;
}

/** What a meter counted in one window, all groups together. */
export interface WindowUsage {
  readonly start: Instant;
  readonly value: Decimal;
  readonly events: number;
}

/** Windows without events are left out; the others ascend. */
export interface Usage {
  readonly total: Decimal;
  readonly events: number;
  readonly windows: readonly WindowUsage[];
  readonly readings: readonly Reading[];
}

/** What counters come to together, over windows, groups, shards and late arrivals. Without events: zero. */
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

/** A counter whose events were all voided has none to show. */
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

/** Without those that a later recount of the same window and group stands for. */
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

export const groupBy = <T, K>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, readonly T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
};

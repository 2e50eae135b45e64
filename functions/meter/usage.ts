import type { Instant } from '../catalog/instant.ts';
import { type Decimal, sum, ZERO } from '../money/decimal.ts';

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
}

/** Adds up counters of the same window, as of several groups or of late arrivals. */
export const usageOf = (counters: readonly WindowUsage[]): Usage => {
  const windows = new Map<Instant, WindowUsage>();
  for (const { start, value, events } of counters) {
    const before = windows.get(start) ?? { start, value: ZERO, events: 0 };
    windows.set(start, { start, value: before.value.plus(value), events: before.events + events });
  }
  const ascending = [...windows.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
  return {
    total: sum(ascending.map(({ value }) => value)),
    events: ascending.reduce((events, window) => events + window.events, 0),
    windows: ascending,
  };
};

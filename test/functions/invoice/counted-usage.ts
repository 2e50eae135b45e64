import type { Instant } from '../../../functions/kernel/instant.ts';
import { usageOf } from '../../../functions/meter/usage/usage.ts';
import { decimal } from '../../../functions/money/decimal.ts';
import { reading } from '../meter/readings.ts';

/** What the meter stage counted: in time, or late by the watermark that it met. */
export interface CountedUsage {
  readonly meter: string;
  readonly window: Instant;
  readonly units: string;
  /** A value of `resolution`, as a counter's key has it; none without it. */
  readonly group?: string;
  readonly epoch: Instant | null;
}

/** The reads of functions/meter/usage-service.ts over counters in memory. */
export const usageReads = (all: () => readonly CountedUsage[]) => {
  const usage = (meter: string, from: Instant, to: Instant, counts: (one: CountedUsage) => boolean) =>
    usageOf(
      'sum',
      all()
        .filter((one) => one.meter === meter && one.window >= from && one.window < to && counts(one))
        .map(({ window, units, group, epoch }) =>
          reading({ start: window, sum: decimal(units), group: group ?? '', epoch }),
        ),
    );
  return {
    usageBetween: async (_: string, meter: string, from: Instant, to: Instant) =>
      usage(meter, from, to, ({ epoch }) => epoch === null),
    usageSoFar: async (_: string, meter: string, from: Instant, to: Instant, before: Instant) =>
      usage(meter, from, to, ({ epoch }) => epoch === null || epoch < before),
    lateCounters: async (_: string, epoch: Instant) =>
      all()
        .filter((one) => one.epoch === epoch)
        .map(({ meter, window, group }) => `${meter}#${window.slice(0, 16)}#${group ?? ''}`),
  };
};

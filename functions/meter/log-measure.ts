import type { MeterKey } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import type { Meter } from '../catalog/meter.ts';
import type { Period } from '../catalog/subscription.ts';
import { sum } from '../money/decimal.ts';
import { isBefore, type Lifetime, lifetimesOf, stands } from './lifetime.ts';
import { eventsOf, type LogBatch } from './log-batch.ts';
import { type Correction, partsOf } from './recount.ts';
import { counterKey, lateCounterKey } from './route-batch.ts';
import { nothingOf, plusDigests, type RunningTotal, withBest, withTaken } from './running-total.ts';
import { type WindowMinutes, windowOfKey } from './window.ts';

/** Usage of a period before a watermark. */
export interface Measure {
  readonly meter: Meter;
  readonly period: Period;
  /** Late usage counts that met a watermark before it; null for usage in time alone. */
  readonly bound: Instant | null;
}

/** Mended counters, as far as their mends were written elsewhere: until then they keep showing what was found in them. */
export type Mended = ReadonlyMap<string, readonly Correction[]>;

export const mendedIn = (corrections: readonly Correction[]): Mended => {
  const mended = new Map<string, readonly Correction[]>();
  for (const one of corrections.filter(({ counter, target }) => counter !== target)) {
    mended.set(one.counter, [...(mended.get(one.counter) ?? []), one]);
  }
  return mended;
};

/** Whether a correction has to do with any of the measures. */
export const concerns = ({ counter, target }: Correction, measures: readonly Measure[]): boolean => {
  const { meter, window } = partsOf(counter);
  return counter !== target && measures.some((one) => one.meter.key === meter && isIn(window, one.period));
};

const isIn = (window: Instant, { start, end }: Period): boolean => window >= start && window < end;

/** Of no batch: what mends have left in counters or kept out of them. */
export const beginning = (measure: Measure, mended: Mended): RunningTotal => {
  const { aggregation } = measure.meter.measure;
  return shortIn(measure, mended).reduce(withFound, nothingOf(aggregation));
};

const withFound = (total: RunningTotal, mends: readonly Correction[]): RunningTotal => {
  switch (total.kind) {
    case 'added':
      return { ...total, sum: total.sum.minus(sum(mends.map(({ expected, found }) => expected.sum.minus(found.sum)))) };
    case 'distinct':
      return { ...total, digests: mends.reduce(withMissing, total.digests) };
    case 'compared': {
      const best = mends.at(-1)?.found.best ?? null;
      return best === null ? total : withBest(total, best);
    }
  }
};

const withMissing = (digests: bigint, { counter, expected, found }: Correction): bigint =>
  plusDigests(digests, inTimeKey(counter), BigInt(found.events.minus(expected.events).toFixed(0)));

/** Mends of counters that the measure looks at, which lie where it does not look yet. */
const shortIn = ({ meter, period, bound }: Measure, mended: Mended): readonly (readonly Correction[])[] =>
  [...mended.values()]
    .map((mends) =>
      mends.filter(({ counter, target }) => {
        const { meter: key, window } = partsOf(counter);
        const looked = key === meter.key && isIn(window, period) && isBefore(epochOf(counter), bound);
        return looked && !isBefore(epochOf(target), bound);
      }),
    )
    .filter((mends) => mends.length > 0);

const epochOf = (counter: string): Instant | null => {
  const { epoch } = partsOf(counter);
  return epoch === null ? null : windowOfKey(epoch);
};

const inTimeKey = (counter: string): string =>
  partsOf(counter).epoch === null ? counter : counter.split('#').slice(2).join('#');

/** With one more batch of the log.
 *  @param totals by measure */
export const withBatch = (
  measures: readonly Measure[],
  totals: readonly RunningTotal[],
  batch: LogBatch,
  { minutes, mended }: { readonly minutes: WindowMinutes; readonly mended: Mended },
): readonly RunningTotal[] => {
  const counting = new Set(measures.map(({ meter }) => meter).filter((meter) => hasCounted(batch, meter.key)));
  if (counting.size === 0) return totals;
  const events = eventsOf(batch);
  const lifetimes = new Map([...counting].map((meter) => [meter, lifetimesOf(batch, events, meter, minutes)] as const));
  return measures.map((measure, at) => {
    const total = totals[at] ?? nothingOf(measure.meter.measure.aggregation);
    return (lifetimes.get(measure.meter) ?? []).reduce((so, one) => withLifetime(so, one, measure, mended), total);
  });
};

const hasCounted = (batch: LogBatch, meter: MeterKey): boolean =>
  batch.meters.includes(meter) || batch.piecesOf(meter).length > 0;

const withLifetime = (total: RunningTotal, life: Lifetime, measure: Measure, mended: Mended): RunningTotal => {
  const { counting, from } = life;
  if (!isIn(counting.window, measure.period) || !stands(life, measure.bound)) return total;
  const key = counterKey(counting);
  if (total.kind === 'compared' && mended.size > 0) {
    const counter = from === null ? key : lateCounterKey(from, key);
    const isShort = (mended.get(counter) ?? []).some(({ target }) => !isBefore(epochOf(target), measure.bound));
    if (isShort) return total;
  }
  return withTaken(total, counting.taken, key);
};

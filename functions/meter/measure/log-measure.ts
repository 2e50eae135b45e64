import type { Meter } from '../../catalog/meter/meter.ts';
import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { MeterKey } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { counterKey, inTimeKey, lateCounterKey, partsOf } from '../counter/counter-key.ts';
import { isInPart, type Part } from '../counter/group-part.ts';
import type { WindowMinutes } from '../counter/window.ts';
import { eventsOf, type LogBatch } from '../log/log-batch.ts';
import type { Correction } from '../recount/correction.ts';
import { isBefore, type Lifetime, lifetimesOf, stands } from './lifetime.ts';
import { nothingOf, type RunningTotal, withFound, withTaken } from './running-total.ts';

/** Which usage is measured from the log: that of a meter in a period, as it was known at some moment. */
export interface Measure {
  readonly meter: Meter;
  readonly period: Period;
  /** Late usage counts if it met an earlier watermark than this; null for usage in time alone. */
  readonly bound: Instant | null;
  readonly part: Part;
}

/** The repairs that were written to another counter than the wrong one, by the key of the wrong one. A closed counter is not changed:
 *  it keeps its wrong content, and a late counter has what is missing. */
export type Mended = ReadonlyMap<string, readonly Correction[]>;

export const mendedIn = (corrections: readonly Correction[]): Mended => {
  const mended = new Map<string, readonly Correction[]>();
  for (const one of corrections.filter(({ counter, target }) => counter !== target)) {
    mended.set(one.counter, [...(mended.get(one.counter) ?? []), one]);
  }
  return mended;
};

/** Whether a repair has to do with any of the measures, and was written to another counter. */
export const concerns = ({ counter, target }: Correction, measures: readonly Measure[]): boolean =>
  counter !== target && measures.some((measure) => looksAt(measure, inTimeKey(counter)));

/** @param counter its key in time */
const looksAt = ({ meter, period, part }: Measure, counter: string): boolean => {
  const { meter: key, window } = partsOf(counter);
  return key === meter.key && isIn(window, period) && isInPart(meter, groupOf(meter, counter), part);
};

const isIn = (window: Instant, { start, end }: Period): boolean => window >= start && window < end;

/** The group in a counter's key. The key is one in time. */
const groupOf = ({ groupBy }: Meter, counter: string): string =>
  counter
    .split('#')
    .slice(2, 2 + groupBy.length)
    .join('#');

/** The total before the first batch: what repairs have left in counters, or kept out of them. */
export const beginning = (measure: Measure, mended: Mended): RunningTotal =>
  [...mended.values()]
    .flatMap((mends) => shortIn(measure, mends))
    .reduce(
      (total, mend) => withFound(total, inTimeKey(mend.counter), mend),
      nothingOf(measure.meter.measure.aggregation),
    );

/** The repairs of one counter that came too late for the measure: the wrong counter lies before its bound, and the late counter that
 *  has what was missing lies after it. So the measure has to expect the wrong content. Of a best only the last repair matters, since
 *  that one says what the counter shows. */
const shortIn = (measure: Measure, mends: readonly Correction[]): readonly Correction[] => {
  const { aggregation } = measure.meter.measure;
  const short = mends.filter(
    ({ counter, target }) =>
      looksAt(measure, inTimeKey(counter)) &&
      isBefore(epochOf(counter), measure.bound) &&
      !isBefore(epochOf(target), measure.bound),
  );
  return nothingOf(aggregation).value.kind === 'compared' ? short.slice(-1) : short;
};

/** The watermark of a late counter; null for a counter in time. */
const epochOf = (counter: string): Instant | null => partsOf(counter).epoch;

/** The totals with one more batch of the log.
 *  @param totals one for each measure, in their order */
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
  const { window, group, taken } = life.counting;
  const { meter, period, bound, part } = measure;
  if (!isIn(window, period) || !stands(life, bound) || !isInPart(meter, group ?? '', part)) return total;
  const key = counterKey(life.counting);
  const isHidden = taken.kind === 'compared' && mended.size > 0 && isShort(life, key, bound, mended);
  return isHidden ? { ...total, events: total.events + 1 } : withTaken(total, taken, key);
};

/** Whether the event is in a counter that was wrong and whose repair the measure does not see. For a best the counter's own value
 *  stands in for such events. */
const isShort = ({ from }: Lifetime, key: string, bound: Instant | null, mended: Mended): boolean =>
  (mended.get(from === null ? key : lateCounterKey(from, key)) ?? []).some(
    ({ target }) => !isBefore(epochOf(target), bound),
  );

import type { Aggregation, Meter } from '../../catalog/meter/meter.ts';
import { missed } from '../../ingest/closed-period.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import type { Instant } from '../../kernel/instant.ts';
import { partsOf } from '../counter/counter-key.ts';
import { type Counting, countingsOf } from '../counter/countings.ts';
import { routeBatch } from '../counter/route-batch.ts';
import { addTallies, negated, noTally, type Tally, tallyOfChange } from '../counter/tally.ts';
import type { WindowMinutes } from '../counter/window.ts';
import { countedBy, eventsOf, type LogBatch } from '../log/log-batch.ts';
import type { Range } from '../usage/by-window.ts';
import type { Correction } from './correction.ts';

/** Tallies by the keys of their counters. */
export type Tallies = ReadonlyMap<string, Tally>;

/** Which windows are recounted, and of which meters. `minutes` is the size of a window. */
export interface Recounting {
  readonly meters: readonly Meter[];
  readonly minutes: WindowMinutes;
  readonly range: Range;
}

/** What one batch has added to the counters, less what the voids of its events have taken away. A late event is in a late counter,
 *  and so may be its void: each goes by the watermark of its own time. */
export const talliesOf = (batch: LogBatch, { meters, minutes, range }: Recounting): Tallies => {
  const events = eventsOf(batch);
  const tallies = new Map<string, Tally>();
  for (const meter of meters) {
    const put = (countings: readonly Counting[], closedThrough: Instant | null, sign: Sign): void => {
      for (const change of routeBatch(countings, closedThrough)) {
        const before = tallies.get(change.counter) ?? noTally;
        tallies.set(change.counter, addTallies(meter.measure.aggregation, before, sign(tallyOfChange(change))));
      }
    };
    const { counted, voided } = countingsBy(batch, events, meter, minutes, range);
    for (const [closedThrough, countings] of counted) put(countings, closedThrough, (tally) => tally);
    for (const [closedThrough, countings] of voided) put(countings, closedThrough, negated);
  }
  return tallies;
};

type Sign = (tally: Tally) => Tally;
type ByWatermark = ReadonlyMap<Instant | null, readonly Counting[]>;

/** The countings of a batch by the watermark that they were routed by, and those of its voids. An event is in neither if it has
 *  left nothing in the counters: its void lowered the same counter that it was counted in, or it was void before a backfill came
 *  to it. */
const countingsBy = (
  batch: LogBatch,
  events: readonly UsageEvent[],
  meter: Meter,
  minutes: WindowMinutes,
  { from, to }: Range,
): { readonly counted: ByWatermark; readonly voided: ByWatermark } => {
  const counted = new Map<Instant | null, Counting[]>();
  const voided = new Map<Instant | null, Counting[]>();
  for (const [index, event] of events.entries()) {
    const by = countedBy(meter, batch, event, index);
    if (by === undefined) continue;
    const voidedBy = batch.voids.get(index);
    const isLeft = (counting: Counting) => voidedBy === undefined || !isUndone(counting, by.closedThrough, voidedBy);
    const own = countingsOf(event, [meter], minutes).countings.filter(
      (one) => one.window >= from && one.window < to && isLeft(one),
    );
    add(counted, by.closedThrough, own);
    if (voidedBy !== undefined) add(voided, voidedBy, own);
  }
  return { counted, voided };
};

const isUndone = ({ window }: Counting, countedBy: Instant | null, voidedBy: Instant | null): boolean => {
  const epochOf = (watermark: Instant | null) => missed(window, watermark) ?? null;
  return epochOf(countedBy) === epochOf(voidedBy) || (voidedBy ?? '') <= (countedBy ?? '');
};

const add = (
  groups: Map<Instant | null, Counting[]>,
  closedThrough: Instant | null,
  own: readonly Counting[],
): void => {
  const group = groups.get(closedThrough);
  if (group === undefined) groups.set(closedThrough, [...own]);
  else group.push(...own);
};

/** What several parts of the log have added to the counters together. */
export const mergeTallies = (meters: readonly Meter[], parts: readonly Tallies[]): Tallies => {
  const merged = new Map<string, Tally>();
  for (const [counter, tally] of parts.flatMap((part) => [...part])) {
    merged.set(counter, addTallies(aggregationOf(meters, counter), merged.get(counter) ?? noTally, tally));
  }
  return merged;
};

const aggregationOf = (meters: readonly Meter[], counter: string): Aggregation => {
  const { meter } = partsOf(counter);
  return meters.find(({ key }) => key === meter)?.measure.aggregation ?? 'sum';
};

/** What the counters should hold, given the repairs that were made. What a repair has put into another counter is expected there,
 *  and no longer in its own: if a closed counter lacked 2 of 12 and the 2 went into a late counter, the closed one should hold 10
 *  and the late one 2 more. */
export const withCorrections = (
  meters: readonly Meter[],
  counted: Tallies,
  corrections: readonly Correction[],
): Tallies => {
  const tallies = new Map(counted);
  for (const { counter, target, found, expected } of corrections) {
    if (counter === target) continue;
    const before = tallies.get(counter) ?? noTally;
    const sum = expected.sum.minus(found.sum);
    const events = expected.events.minus(found.events);
    const left = { sum: before.sum.minus(sum), events: before.events.minus(events), best: found.best };
    tallies.set(counter, { ...before, ...left });
    const moved = { ...noTally, sum, events, best: expected.best };
    tallies.set(target, addTallies(aggregationOf(meters, counter), tallies.get(target) ?? noTally, moved));
  }
  return tallies;
};

/** The counters that do not hold what they should. One that is missing holds nothing. */
export const differences = (
  expected: Tallies,
  found: Tallies,
): readonly { counter: string; expected: Tally; found: Tally }[] =>
  [...new Set([...expected.keys(), ...found.keys()])]
    .map((counter) => ({
      counter,
      expected: expected.get(counter) ?? noTally,
      found: found.get(counter) ?? noTally,
    }))
    .filter(({ expected: a, found: b }) => !sameTally(a, b));

/** Whether two tallies say the same. The best does not matter if no event is left, or if it was recounted for the whole window. */
export const sameTally = (a: Tally, b: Tally): boolean =>
  a.sum.equals(b.sum) &&
  a.events.equals(b.events) &&
  (a.events.isZero() || a.recounted || b.recounted || sameBest(a, b));

const sameBest = ({ best: a }: Tally, { best: b }: Tally): boolean =>
  a === null || b === null ? a === b : a.value.equals(b.value) && (a.at ?? '') === (b.at ?? '');

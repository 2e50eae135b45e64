import type { Aggregation } from '../../catalog/meter/meter.ts';
import { type Decimal, ZERO } from '../../money/decimal.ts';
import { type Best, bestOf, isBetter } from './best.ts';
import type { Change } from './route-batch.ts';

/** What a counter holds, or what it should hold by the log. */
export interface Tally {
  readonly sum: Decimal;
  readonly events: Decimal;
  /** Null for a counter that keeps none: only those of `max`, `min` and `latest` do. */
  readonly best: Best | null;
  /** One of its events was voided, and since then its best is that of the whole window. It need not be the best of this counter's
   *  own events. */
  readonly recounted: boolean;
}

export const noTally: Tally = { sum: ZERO, events: ZERO, best: null, recounted: false };

/** Two counters of a meter together, or one counter in two shards. */
export const addTallies = (aggregation: Aggregation, a: Tally, b: Tally): Tally => ({
  sum: a.sum.plus(b.sum),
  events: a.events.plus(b.events),
  best: betterOf(aggregation, a.best, b.best),
  recounted: a.recounted || b.recounted,
});

const betterOf = (aggregation: Aggregation, a: Best | null, b: Best | null): Best | null => {
  if (a === null || b === null) return a ?? b;
  return isBetter(aggregation, b, a) ? b : a;
};

/** What a counter would hold after this change alone. */
export const tallyOfChange = (change: Change): Tally => {
  if (change.kind === 'add') return { ...noTally, sum: change.sum, events: change.events };
  const { candidate, events } = change;
  return { ...noTally, events, best: bestOf(candidate) };
};

/** What a void takes away. It says nothing about the best, which a void replaces by itself. */
export const negated = ({ sum, events }: Tally): Tally => ({
  ...noTally,
  sum: sum.negated(),
  events: events.negated(),
});

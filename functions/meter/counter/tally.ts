import type { Aggregation } from '../../catalog/meter/meter.ts';
import { type Decimal, ZERO } from '../../money/decimal.ts';
import { type Best, bestOf, isBetter } from './best.ts';
import type { Change } from './route-batch.ts';

/** What a counter holds, or should. */
export interface Tally {
  readonly sum: Decimal;
  readonly events: Decimal;
  /** Null but for `max`, `min` and `latest`. */
  readonly best: Best | null;
  /** Its best stands for the whole window, since one of its events was voided: it says nothing about this counter. */
  readonly recounted: boolean;
}

export const noTally: Tally = { sum: ZERO, events: ZERO, best: null, recounted: false };

/** Of two counters, or shards of one, of a meter. */
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

export const tallyOfChange = (change: Change): Tally => {
  if (change.kind === 'add') return { ...noTally, sum: change.sum, events: change.events };
  const { candidate, events } = change;
  return { ...noTally, events, best: bestOf(candidate) };
};

/** What a void does: the best stays, for others to mend. */
export const negated = ({ sum, events }: Tally): Tally => ({
  ...noTally,
  sum: sum.negated(),
  events: events.negated(),
});

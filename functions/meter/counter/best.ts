import type { Aggregation } from '../../catalog/meter/meter.ts';
import type { Decimal } from '../../money/decimal.ts';
import type { Taken } from './countings.ts';

/** The value that a counter of `max`, `min` or `latest` keeps. */
export interface Best {
  readonly value: Decimal;
  /** What `latest` compares: text that sorts by time. Null for `max` and `min`. */
  readonly at: string | null;
}

/** What one event offers to such a counter. */
export type Candidate = Extract<Taken, { kind: 'compared' }>;

export const bestOf = (candidate: Candidate): Best => ({
  value: candidate.value,
  at: candidate.by === 'latest' ? candidate.at : null,
});

/** Whether `a` takes the place of `b` in a counter. Of two that are equal, the one that is there stays. */
export const isBetter = (aggregation: Aggregation, a: Best, b: Best): boolean => {
  switch (aggregation) {
    case 'max':
      return a.value.greaterThan(b.value);
    case 'min':
      return a.value.lessThan(b.value);
    default:
      return (a.at ?? '') > (b.at ?? '');
  }
};

export const beats = (candidate: Candidate, best: Best): boolean => isBetter(candidate.by, bestOf(candidate), best);

import { missed } from '../../ingest/closed-period.ts';
import type { Instant } from '../../kernel/instant.ts';
import { type Decimal, ONE } from '../../money/decimal.ts';
import { beats, bestOf, type Candidate } from './best.ts';
import { counterKey, lateCounterKey } from './counter-key.ts';
import type { Counting, Taken } from './countings.ts';

/** What a commit does to one counter. `counter` is the counter's sort key. */
export type Change = Addition | Comparison;

export interface Addition {
  readonly kind: 'add';
  readonly counter: string;
  readonly sum: Decimal;
  readonly events: Decimal;
}

/** Offers a value to a counter that keeps the best. */
export interface Comparison {
  readonly kind: 'compare';
  readonly counter: string;
  readonly candidate: Candidate;
  readonly events: Decimal;
}

/** Decides by the customer's watermark where each counting goes: into the counter of its window, or into a late counter if that
 *  window is closed. The countings of one counter become one change: two events with 3 and 4 minutes are one addition of 7 and
 *  2 events.
 *  @param closedThrough null while nothing is closed */
export const routeBatch = (countings: readonly Counting[], closedThrough: Instant | null): readonly Change[] => {
  const changes = new Map<string, Change>();
  for (const counting of countings) {
    const onTime = counterKey(counting);
    const met = missed(counting.window, closedThrough);
    const counter = met === undefined ? onTime : lateCounterKey(met, onTime);
    changes.set(counter, together(changes.get(counter), changeOf(counter, counting.taken)));
  }
  return [...changes.values()];
};

const changeOf = (counter: string, taken: Taken): Change => {
  switch (taken.kind) {
    case 'added':
      return { kind: 'add', counter, sum: taken.value, events: ONE };
    case 'distinct':
      return { kind: 'add', counter, sum: ONE, events: ONE };
    case 'compared':
      return { kind: 'compare', counter, candidate: taken, events: ONE };
  }
};

/** Puts two changes of one counter together. They are of the same kind, since a counter belongs to one meter. */
const together = (a: Change | undefined, b: Change): Change => {
  if (a === undefined) return b;
  const events = a.events.plus(b.events);
  if (a.kind === 'add') return { ...a, sum: a.sum.plus(b.kind === 'add' ? b.sum : 0), events };
  return b.kind === 'compare' && beats(b.candidate, bestOf(a.candidate)) ? { ...b, events } : { ...a, events };
};

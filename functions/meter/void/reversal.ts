import { type Decimal, ONE, ZERO } from '../../money/decimal.ts';
import { type Best, type Candidate, isBetter } from '../counter/best.ts';
import type { Taken } from '../counter/countings.ts';

/** What a void does to one counter of one shard: it takes something off a sum, or it replaces a best. */
export type Reversal = Subtraction | Replacement;

export interface Subtraction {
  readonly kind: 'subtract';
  readonly shard: number;
  readonly counter: string;
  /** What is added to the counter's sum: negative. */
  readonly sum: Decimal;
  /** What is added to its number of events: negative. */
  readonly events: Decimal;
}

/** Puts the best of the events that are left in the place of the old one, if nothing was counted meanwhile. */
export interface Replacement {
  readonly kind: 'replace';
  readonly shard: number;
  readonly counter: string;
  /** Null when no event is left: the counter then has no best. */
  readonly best: Best | null;
  /** What is added to the counter's number of events: -1 or 0. */
  readonly events: Decimal;
  /** The number of events when the counter was read, as DynamoDB printed it; null where there was no counter. */
  readonly seenEvents: string | null;
  /** Marks the counter as `recounted`: its best is that of the whole window. It counts even if this shard has no events left,
   *  and those of earlier epochs count no more. */
  readonly stands: boolean;
}

/** A counter as it was read from one shard. */
export interface CounterState {
  readonly shard: number;
  /** As DynamoDB printed it. */
  readonly events: string;
  readonly best: Best | null;
}

/** Undoes what an event added to a sum, or to the number of events with a distinct value. Usage adds up all shards, so it does
 *  not matter which of them is lowered: shard 0 is. */
export const opposite = (counter: string, taken: Taken): Subtraction => {
  const sum = taken.kind === 'added' ? taken.value : ONE;
  return { kind: 'subtract', shard: 0, counter, sum: sum.negated(), events: ONE.negated() };
};

/** A counter that keeps a best, for the void of one of its events. */
export interface Replacing {
  readonly counter: string;
  readonly late: boolean;
  /** The counter in the shards that have it. */
  readonly states: readonly CounterState[];
  /** The best of the window without the voided event; undefined when no event is left. */
  readonly best: Best | undefined;
  readonly by: Candidate['by'];
}

/** Lowers the number of events by one in one shard, and replaces every best that is better than the true one. Say that `max` was
 *  9 in shard 0 and 5 in shard 1, and the event with 9 is voided: then shard 0 gets 5 and has an event less, shard 1 stays.
 *
 *  The counter of a closed window is frozen. There its late counter, in shard 0, gets the true best and stands for it. */
export const replacements = ({ counter, late, states, best, by }: Replacing): readonly Replacement[] => {
  const kept = best ?? null;
  const lowered = late ? 0 : (states.find(({ events }) => !events.startsWith('-') && events !== '0')?.shard ?? 0);
  const change = (shard: number, state: CounterState | undefined, events: Decimal): Replacement => ({
    ...{ kind: 'replace', shard, counter, best: kept, events },
    ...{ seenEvents: state?.events ?? null, stands: shard === lowered },
  });
  const others = states.filter((state) => state.shard !== lowered && isTooGood(state.best, kept, by));
  return [
    change(
      lowered,
      states.find(({ shard }) => shard === lowered),
      ONE.negated(),
    ),
    ...others.map((state) => change(state.shard, state, ZERO)),
  ];
};

const isTooGood = (has: Best | null, kept: Best | null, by: Candidate['by']): boolean =>
  has !== null && (kept === null || isBetter(by, has, kept));

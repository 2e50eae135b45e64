import { type Decimal, ONE, ZERO } from '../../money/decimal.ts';
import type { Best } from '../counter/best.ts';
import { beats, type Candidate } from '../counter/best.ts';
import type { Taken } from '../counter/countings.ts';

/** What a void does to one counter of one shard. */
export type Reversal = Subtraction | Replacement;

export interface Subtraction {
  readonly kind: 'subtract';
  readonly shard: number;
  readonly counter: string;
  readonly sum: Decimal;
  readonly events: Decimal;
}

/** Puts a new best in the place of the old one, if nothing was counted meanwhile. */
export interface Replacement {
  readonly kind: 'recount';
  readonly shard: number;
  readonly counter: string;
  /** Null when no event is left. */
  readonly best: Best | null;
  readonly events: Decimal;
  /** What the counter had; null where there was none. */
  readonly seenEvents: string | null;
  /** Stands whatever number of events is left in this shard, and for the counters of epochs before as well. */
  readonly stands: boolean;
}

/** A counter of one shard. */
export interface CounterState {
  readonly shard: number;
  /** As DynamoDB has it. */
  readonly events: string;
  readonly best: Best | null;
}

/** Sums add up over shards: it does not matter which of them is lowered. */
export const opposite = (counter: string, taken: Taken): Subtraction => {
  const sum = taken.kind === 'added' ? taken.value : ONE;
  return { kind: 'subtract', shard: 0, counter, sum: sum.negated(), events: ONE.negated() };
};

export interface Replacing {
  readonly counter: string;
  readonly late: boolean;
  readonly states: readonly CounterState[];
  /** Of the window without the voided event; undefined when no event is left. */
  readonly best: Best | undefined;
  readonly by: Candidate['by'];
}

/** One event less in one shard, and nowhere a better best than the true one. A closed window's own counter is frozen:
 *  its late counter takes the recount and stands for it. */
export const replacements = ({ counter, late, states, best, by }: Replacing): readonly Replacement[] => {
  const kept = best ?? null;
  const lowered = late ? 0 : (states.find(({ events }) => !events.startsWith('-') && events !== '0')?.shard ?? 0);
  const change = (shard: number, state: CounterState | undefined, events: Decimal): Replacement => ({
    ...{ kind: 'recount', shard, counter, best: kept, events },
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
  has !== null && (kept === null || beats(candidateOf(has, by), kept));

export const candidateOf = ({ value, at }: Best, by: Candidate['by']): Candidate =>
  by === 'latest' ? { kind: 'compared', by, value, at: at ?? '' } : { kind: 'compared', by, value };

import type { UsageEvent } from '../../ingest/usage-event.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Mistake } from '../../kernel/meterline-error.ts';
import { type Decimal, plain, ZERO } from '../../money/decimal.ts';
import type { CountableEvent } from '../counter/countings.ts';
import { type Addition, routeBatch } from '../counter/route-batch.ts';

/** Significant digits that DynamoDB can keep of a number. */
const maxDigits = 38;

/** An event that is not counted, and why. */
export interface Uncountable {
  readonly event: UsageEvent;
  readonly mistake: Mistake;
}

export interface FittingSums {
  readonly fitting: readonly CountableEvent[];
  readonly tooPrecise: readonly Uncountable[];
}

/** Sorts events by whether their counters can hold them exactly, one after the other. A counter with 10^37 cannot take 0.1 any
 *  more: the sum would have 39 digits.
 *  @param sums what the counters hold before these events, by key
 *  @param closedThrough the watermark that the events are routed by */
export const fittingSums = (
  events: readonly CountableEvent[],
  sums: ReadonlyMap<string, Decimal>,
  closedThrough: Instant | null,
): FittingSums => {
  const fitting: CountableEvent[] = [];
  const tooPrecise: Uncountable[] = [];
  const added = new Map<string, Decimal>();
  for (const countable of events) {
    const additions = additionsOf(countable, closedThrough);
    // What a batch adds to a counter is written as one number, so that has to fit as well as the sum it leads to.
    const places = additions.map((addition) => {
      const more = (added.get(addition.counter) ?? ZERO).plus(addition.sum);
      return { addition, more, before: sums.get(addition.counter) ?? ZERO };
    });
    const unfit = places.find(({ more, before }) => !fits(more) || !fits(before.plus(more)));
    if (unfit === undefined) {
      fitting.push(countable);
      for (const { addition, more } of places) added.set(addition.counter, more);
    } else {
      const before = unfit.before.plus(added.get(unfit.addition.counter) ?? ZERO);
      tooPrecise.push({ event: countable.event, mistake: mistakeOf(unfit.addition, before) });
    }
  }
  return { fitting, tooPrecise };
};

/** What an event adds to counters that are sums. */
export const additionsOf = ({ countings }: CountableEvent, closedThrough: Instant | null): readonly Addition[] =>
  routeBatch(countings, closedThrough).flatMap((change) => (change.kind === 'add' ? [change] : []));

const fits = (value: Decimal): boolean => value.precision() <= maxDigits;

const mistakeOf = ({ counter, sum }: Addition, before: Decimal): Mistake => ({
  code: 'sum_too_precise',
  pointer: '/data',
  detail: `${plain(before)} and ${plain(sum)} in "${counter}" come to more than ${maxDigits} digits. Void what is out of proportion, then redrive.`,
});

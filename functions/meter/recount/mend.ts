import type { Aggregation } from '../../catalog/meter/meter.ts';
import { missed } from '../../ingest/closed-period.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Decimal } from '../../money/decimal.ts';
import type { Best } from '../counter/best.ts';
import { isBetter } from '../counter/best.ts';
import { inTimeKey, lateCounterKey, partsOf } from '../counter/counter-key.ts';
import type { Tally } from '../counter/tally.ts';

/** What repairs a counter. It is added to what the counter holds: nothing is overwritten but a best. */
export interface Mend {
  readonly counter: string;
  /** The counter that it is written to: the same one, or, if the window is closed by now, the late counter of the present
   *  watermark. */
  readonly target: string;
  readonly sum: Decimal;
  readonly events: Decimal;
  /** The best that it should have; null if it should have none; `keep` if the one it has is right. */
  readonly best: Best | null | 'keep';
}

/** What repairs a counter. Say that the log has 12 minutes of 3 events and the counter has 10 of 2: then 2 minutes and 1 event are
 *  added. Undefined if adding cannot repair it, which is so when a closed window showed too good a best: what comes late can raise
 *  a best and not lower it.
 *  @param closedThrough the customer's watermark */
export const mendOf = (
  { counter, expected, found }: { readonly counter: string; readonly expected: Tally; readonly found: Tally },
  aggregation: Aggregation,
  closedThrough: Instant | null,
): Mend | undefined => {
  const target = targetOf(counter, closedThrough);
  const sum = expected.sum.minus(found.sum);
  const events = expected.events.minus(found.events);
  const best = isSame(expected.best, found.best) ? 'keep' : expected.best;
  if (target !== counter && best !== 'keep' && !canRaise(aggregation, best, found.best)) return undefined;
  return { counter, target, sum, events, best };
};

const isSame = (a: Best | null, b: Best | null): boolean =>
  a === null || b === null ? a === b : a.value.equals(b.value) && a.at === b.at;

const canRaise = (aggregation: Aggregation, to: Best | null, from: Best | null): boolean =>
  to !== null && (from === null || isBetter(aggregation, to, from));

/** The counter itself while it may still change: its window is open, or it is the late counter of the present watermark. */
const targetOf = (counter: string, closedThrough: Instant | null): string => {
  if (closedThrough === null) return counter;
  const { epoch, window } = partsOf(counter);
  if (epoch === closedThrough || (epoch === null && missed(window, closedThrough) === undefined)) return counter;
  return lateCounterKey(closedThrough, inTimeKey(counter));
};

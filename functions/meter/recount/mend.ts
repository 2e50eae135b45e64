import type { Aggregation } from '../../catalog/meter/meter.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Decimal } from '../../money/decimal.ts';
import type { Best } from '../counter/best.ts';
import { isBetter } from '../counter/best.ts';
import { inTimeKey, lateCounterKey, partsOf } from '../counter/counter-key.ts';
import type { Tally } from '../counter/tally.ts';
import { windowKey } from '../counter/window.ts';

/** What mends a counter: added, never put in its place. */
export interface Mend {
  readonly counter: string;
  /** Where it is written: the counter itself, or what is late now where it is closed. */
  readonly target: string;
  readonly sum: Decimal;
  readonly events: Decimal;
  /** `keep` where it is right; null where there should be none. */
  readonly best: Best | null | 'keep';
}

/** Undefined where adding cannot mend it: a closed window showed too good a best.
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

const targetOf = (counter: string, closedThrough: Instant | null): string => {
  if (closedThrough === null) return counter;
  const { epoch, window } = partsOf(counter);
  if (epoch === windowKey(closedThrough) || (epoch === null && window >= closedThrough)) return counter;
  return lateCounterKey(closedThrough, inTimeKey(counter));
};

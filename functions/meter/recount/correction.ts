import type { Tally } from '../counter/tally.ts';
import { type TallyWire, tallyFromWire } from '../counter/tally-wire.ts';
import type { LogItem } from '../log/log-batch.ts';

/** What the log says about a counter that was repaired: what `found` lacked of `expected` was added to `target`. That is the
 *  counter itself, or a late counter if the window was closed by then. */
export interface Correction {
  readonly counter: string;
  readonly target: string;
  readonly found: Tally;
  readonly expected: Tally;
}

/** The `state` of an entry of the log that tells of a repair; that of a batch is `committed` or `fenced`. */
export const correctionState = 'correction';

/** Reads an entry of the log; undefined for one that tells of no repair. */
export const correctionOf = (item: LogItem): Correction | undefined => {
  if (item.state?.S !== correctionState) return undefined;
  const { counter, target, expected, found } = item;
  return {
    counter: counter?.S ?? '',
    target: target?.S ?? '',
    expected: tallyFromWire(wireOf(expected?.S)),
    found: tallyFromWire(wireOf(found?.S)),
  };
};

/** A tally as `tallyText` has written it. */
const wireOf = (text: string | undefined): TallyWire => {
  const [sum = '0', events = '0', value = null, at = null]: readonly (string | null)[] = JSON.parse(text ?? '[]');
  return { sum: sum ?? '0', events: events ?? '0', value, at };
};

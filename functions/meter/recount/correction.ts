import type { Tally } from '../counter/tally.ts';
import { type TallyWire, tallyFromWire } from '../counter/tally-wire.ts';
import type { LogItem } from '../log/log-batch.ts';

/** An entry of the log that mended a counter: what was missing in `counter` was put into `target`, which is another one
 *  when the window was closed. */
export interface Correction {
  readonly counter: string;
  readonly target: string;
  readonly found: Tally;
  readonly expected: Tally;
}

/** State of an entry of the log that mended a counter. */
export const correctionState = 'correction';

/** Undefined for any other entry. */
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

const wireOf = (text: string | undefined): TallyWire => {
  const [sum = '0', events = '0', value = null, at = null]: readonly (string | null)[] = JSON.parse(text ?? '[]');
  return { sum: sum ?? '0', events: events ?? '0', value, at };
};

import { createHash } from 'node:crypto';
import type { Aggregation } from '../../catalog/meter/meter.ts';
import { type Decimal, exactDecimal, plain, ZERO } from '../../money/decimal.ts';
import { type Best, bestOf, isBetter } from '../counter/best.ts';
import type { Taken } from '../counter/countings.ts';
import type { Tally } from '../counter/tally.ts';

/** What the events read so far come to, in a size that does not grow with their number. */
export interface RunningTotal {
  readonly events: number;
  readonly value: RunningValue;
}

/** `added` is a sum, `compared` a best. `distinct` cannot say how many values there are, since that would take a list of them.
 *  It adds up a digest for each event instead, which is the same for the same events in any order. */
type RunningValue =
  | { readonly kind: 'added'; readonly sum: Decimal }
  | { readonly kind: 'compared'; readonly by: 'max' | 'min' | 'latest'; readonly best: Best | null }
  | { readonly kind: 'distinct'; readonly digests: bigint };

/** The total of no events. */
export const nothingOf = (aggregation: Aggregation): RunningTotal => ({ events: 0, value: noValueOf(aggregation) });

const noValueOf = (aggregation: Aggregation): RunningValue => {
  switch (aggregation) {
    case 'sum':
    case 'count':
      return { kind: 'added', sum: ZERO };
    case 'unique_count':
      return { kind: 'distinct', digests: 0n };
    default:
      return { kind: 'compared', by: aggregation, best: null };
  }
};

/** The total with one more event.
 *  @param counter the key of the event's counter in time, which tells window, group and distinct value */
export const withTaken = ({ events, value }: RunningTotal, taken: Taken, counter: string): RunningTotal => ({
  events: events + 1,
  value: withValue(value, taken, counter),
});

const withValue = (value: RunningValue, taken: Taken, counter: string): RunningValue => {
  switch (value.kind) {
    case 'added':
      return taken.kind === 'added' ? { ...value, sum: value.sum.plus(taken.value) } : value;
    case 'distinct':
      return { ...value, digests: plusDigests(value.digests, counter, 1) };
    case 'compared':
      return taken.kind === 'compared' ? withBest(value, bestOf(taken)) : value;
  }
};

type Compared = Extract<RunningValue, { kind: 'compared' }>;

const withBest = (value: Compared, best: Best): Compared =>
  value.best === null || isBetter(value.by, best, value.best) ? { ...value, best } : value;

/** The total as a wrong counter makes it: one that holds `found` where the log says `expected`. With 12 of 3 events expected and 10
 *  of 2 found, a sum is 2 less, of one event less. A best that was found comes in addition; the caller leaves out the events that
 *  it hides.
 *  @param counter the counter's key in time */
export const withFound = (
  { events, value }: RunningTotal,
  counter: string,
  { expected, found }: { readonly expected: Tally; readonly found: Tally },
): RunningTotal => {
  const missing = expected.events.minus(found.events).toNumber();
  const shown = { events: events - missing };
  switch (value.kind) {
    case 'added':
      return { ...shown, value: { ...value, sum: value.sum.minus(expected.sum).plus(found.sum) } };
    case 'distinct':
      return { ...shown, value: { ...value, digests: plusDigests(value.digests, counter, -missing) } };
    case 'compared':
      return { ...shown, value: found.best === null ? value : withBest(value, found.best) };
  }
};

/** The sum of digests with so many more events of one counter; negative for fewer. */
export const plusDigests = (digests: bigint, counter: string, events: number): bigint =>
  modulo(digests + BigInt(events) * digestOf(counter));

/** Sums are modulo 2^256, as the digests of SHA-256 are: two different lists of events have the same sum only if somebody goes to
 *  great lengths to make them. */
const size = 1n << 256n;
const modulo = (value: bigint): bigint => ((value % size) + size) % size;
const digestOf = (counter: string): bigint => BigInt(`0x${createHash('sha256').update(counter).digest('hex')}`);

/** The quantity of a total. Null for distinct values: their digests have none. */
export const quantityOfTotal = ({ value }: RunningTotal): Decimal | null => {
  switch (value.kind) {
    case 'added':
      return value.sum;
    case 'compared':
      return value.best?.value ?? ZERO;
    case 'distinct':
      return null;
  }
};

/** A total as text, for the state of a machine between two steps: `3 12.5`, or for a best its value and `at`. */
export const totalToText = ({ events, value }: RunningTotal): string => `${events} ${valueToText(value)}`;

const valueToText = (value: RunningValue): string => {
  switch (value.kind) {
    case 'added':
      return plain(value.sum);
    case 'distinct':
      return value.digests.toString(16);
    case 'compared':
      return value.best === null ? '' : `${plain(value.best.value)} ${value.best.at ?? ''}`;
  }
};

export const totalFromText = (aggregation: Aggregation, text: string): RunningTotal => {
  const [events, value] = cut(text);
  return { events: Number(events), value: valueFromText(noValueOf(aggregation), value) };
};

const valueFromText = (none: RunningValue, text: string): RunningValue => {
  switch (none.kind) {
    case 'added':
      return { ...none, sum: exactDecimal(text) };
    case 'distinct':
      return { ...none, digests: BigInt(`0x${text}`) };
    case 'compared': {
      if (text === '') return none;
      const [value, at] = cut(text);
      return { ...none, best: { value: exactDecimal(value), at: at === '' ? null : at } };
    }
  }
};

/** Two parts, cut at the first space. */
const cut = (text: string): readonly [string, string] => {
  const at = text.indexOf(' ');
  return [text.slice(0, at), text.slice(at + 1)];
};

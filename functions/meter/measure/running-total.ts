import { createHash } from 'node:crypto';
import type { Aggregation } from '../../catalog/meter/meter.ts';
import { type Decimal, exactDecimal, plain, ZERO } from '../../money/decimal.ts';
import { type Best, bestOf, isBetter } from '../counter/best.ts';
import type { Taken } from '../counter/countings.ts';
import type { Tally } from '../counter/tally.ts';

/** What events come to, however many they are. */
export interface RunningTotal {
  readonly events: number;
  readonly value: RunningValue;
}

/** `added` is a sum, `compared` a best. `distinct` cannot say how many values there are, which would take a list of them: it is
 *  a sum of digests, one an event, and so the same for the same events in any order. */
type RunningValue =
  | { readonly kind: 'added'; readonly sum: Decimal }
  | { readonly kind: 'compared'; readonly by: 'max' | 'min' | 'latest'; readonly best: Best | null }
  | { readonly kind: 'distinct'; readonly digests: bigint };

/** Of no events. */
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

/** With one more event.
 *  @param counter its key in time, which tells window, group and value */
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

/** As a counter shows it in which `found` was found, where `expected` should have been. Its best comes in addition: the events
 *  of a counter with a better one are left out.
 *  @param counter its key in time */
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

/** With `events` more of one counter; negative for fewer. */
export const plusDigests = (digests: bigint, counter: string, events: number): bigint =>
  modulo(digests + BigInt(events) * digestOf(counter));

/** 256 bits: that two different lists of events have the same sum is as good as impossible unless somebody looks for it. */
const size = 1n << 256n;
const modulo = (value: bigint): bigint => ((value % size) + size) % size;
const digestOf = (counter: string): bigint => BigInt(`0x${createHash('sha256').update(counter).digest('hex')}`);

/** Null for digests, which have no quantity. */
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

/** As text between two steps of a state machine. */
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

/** At the first space. */
const cut = (text: string): readonly [string, string] => {
  const at = text.indexOf(' ');
  return [text.slice(0, at), text.slice(at + 1)];
};

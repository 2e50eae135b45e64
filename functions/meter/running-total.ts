import { createHash } from 'node:crypto';
import type { Aggregation } from '../catalog/meter.ts';
import { type Decimal, exactDecimal, plain, ZERO } from '../money/decimal.ts';
import type { Best } from './counting-port.ts';
import type { Taken } from './countings.ts';
import { isBetter } from './tally.ts';

/** What events come to, however many: `added` is a sum, `compared` a best. `distinct` cannot say how many values there were,
 *  which would take a list of them; it is a sum of digests, one an event, and so the same for the same events in any order. */
export type RunningTotal =
  | { readonly kind: 'added'; readonly sum: Decimal }
  | { readonly kind: 'compared'; readonly by: 'max' | 'min' | 'latest'; readonly best: Best | null }
  | { readonly kind: 'distinct'; readonly digests: bigint };

/** Of no events. */
export const nothingOf = (aggregation: Aggregation): RunningTotal => {
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
export const withTaken = (total: RunningTotal, taken: Taken, counter: string): RunningTotal => {
  if (total.kind === 'added') return taken.kind === 'added' ? { ...total, sum: total.sum.plus(taken.value) } : total;
  if (total.kind === 'distinct') return { ...total, digests: plusDigests(total.digests, counter, 1n) };
  return taken.kind === 'compared'
    ? withBest(total, { value: taken.value, at: 'at' in taken ? taken.at : null })
    : total;
};

type Compared = Extract<RunningTotal, { kind: 'compared' }>;

export const withBest = (total: Compared, best: Best): Compared =>
  total.best === null || isBetter(total.by, best, total.best) ? { ...total, best } : total;

/** With `events` more of one counter; negative for fewer. */
export const plusDigests = (digests: bigint, counter: string, events: bigint): bigint =>
  modulo(digests + events * digestOf(counter));

/** 256 bits: that two different lists of events have the same sum is as good as impossible unless somebody looks for it. */
const size = 1n << 256n;
const modulo = (value: bigint): bigint => ((value % size) + size) % size;
const digestOf = (counter: string): bigint => BigInt(`0x${createHash('sha256').update(counter).digest('hex')}`);

/** Null for digests, which have no quantity. */
export const quantityOfTotal = (total: RunningTotal): Decimal | null => {
  switch (total.kind) {
    case 'added':
      return total.sum;
    case 'compared':
      return total.best?.value ?? ZERO;
    case 'distinct':
      return null;
  }
};

/** As text between two steps of a state machine; at most some 600 bytes, of `latest`, whose order has the event's key. */
export const totalToText = (total: RunningTotal): string => {
  switch (total.kind) {
    case 'added':
      return plain(total.sum);
    case 'distinct':
      return total.digests.toString(16);
    case 'compared':
      return total.best === null ? '' : `${plain(total.best.value)} ${total.best.at ?? ''}`;
  }
};

export const totalFromText = (aggregation: Aggregation, text: string): RunningTotal => {
  const empty = nothingOf(aggregation);
  switch (empty.kind) {
    case 'added':
      return { ...empty, sum: exactDecimal(text) };
    case 'distinct':
      return { ...empty, digests: BigInt(`0x${text}`) };
    case 'compared': {
      if (text === '') return empty;
      const end = text.indexOf(' ');
      const at = text.slice(end + 1);
      return { ...empty, best: { value: exactDecimal(text.slice(0, end)), at: at === '' ? null : at } };
    }
  }
};

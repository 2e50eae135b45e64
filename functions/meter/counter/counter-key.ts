import type { Instant } from '../../kernel/instant.ts';
import type { Counting } from './countings.ts';
import { epochKey, epochOfKey, windowKey, windowOfKey } from './window.ts';

/** The sort key of the counter that a counting belongs to when it comes in time: `<meter>#<window>[#<group>…][#=<value>]`.
 *  The last part is there for `unique_count` only, which has a counter for each distinct value. */
export const counterKey = ({ meter, window, group, taken }: Counting): string =>
  [
    meter,
    windowKey(window),
    ...(group === null ? [] : [group]),
    ...(taken.kind === 'distinct' ? [`=${taken.value}`] : []),
  ].join('#');

/** The key of the counter for what arrived after its window was closed: `LATE#<watermark>#` and the key in time.
 *  @param closedThrough the watermark that was in force when it arrived
 *  @param counter the key in time */
export const lateCounterKey = (closedThrough: Instant, counter: string): string =>
  `LATE#${epochKey(closedThrough)}#${counter}`;

/** What a counter's key says. */
export interface CounterKeyParts {
  readonly meter: string;
  readonly window: Instant;
  /** The watermark of a late counter. Null for a counter in time. */
  readonly epoch: Instant | null;
}

/** Reads the key of a counter, in time or late. */
export const partsOf = (counter: string): CounterKeyParts => {
  const parts = counter.split('#');
  const epoch = parts[0] === 'LATE' ? epochOfKey(parts[1] ?? '') : null;
  const [meter = '', window = ''] = parts.slice(epoch === null ? 0 : 2);
  return { meter, window: windowOfKey(window), epoch };
};

/** The key that the counter would have in time, without `LATE#<watermark>#`. */
export const inTimeKey = (counter: string): string =>
  partsOf(counter).epoch === null ? counter : counter.split('#').slice(2).join('#');

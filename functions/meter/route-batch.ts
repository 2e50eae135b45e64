import type { Instant } from '../catalog/instant.ts';
import { type Decimal, ONE } from '../money/decimal.ts';
import type { Counting } from './countings.ts';
import { windowKey } from './window.ts';

/** What a commit adds to one counter. */
export interface Increment {
  /** Sort key in the customer's partition. */
  readonly counter: string;
  readonly sum: Decimal;
  readonly events: Decimal;
}

export const counterKey = (meter: string, window: Instant, group: string): string =>
  `${meter}#${windowKey(window)}${group === '' ? '' : `#${group}`}`;

/** Of what arrived when its window was closed already, by the watermark that it met. */
export const lateCounterKey = (closedThrough: Instant, counter: string): string =>
  `LATE#${windowKey(closedThrough)}#${counter}`;

/** Where each counting goes by the customer's watermark, one increment a counter.
 *  @param closedThrough null while nothing is closed */
export const routeBatch = (countings: readonly Counting[], closedThrough: Instant | null): readonly Increment[] => {
  const increments = new Map<string, Increment>();
  for (const { meter, window, group, quantity } of countings) {
    const onTime = counterKey(meter, window, group);
    const counter = closedThrough === null || window >= closedThrough ? onTime : lateCounterKey(closedThrough, onTime);
    const before = increments.get(counter);
    increments.set(counter, {
      counter,
      sum: before === undefined ? quantity : before.sum.plus(quantity),
      events: before === undefined ? ONE : before.events.plus(1),
    });
  }
  return [...increments.values()];
};

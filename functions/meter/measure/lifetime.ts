import type { Meter } from '../../catalog/meter/meter.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import type { Instant } from '../../kernel/instant.ts';
import { type Counting, countingsOf } from '../counter/countings.ts';
import type { WindowMinutes } from '../counter/window.ts';
import { countedBy, type LogBatch } from '../log/log-batch.ts';

/** Null for what came in time, else the watermark that something late met. */
export type Epoch = Instant | null;

/** What a meter took from one event, and the epochs in which it stands. */
export interface Lifetime {
  readonly counting: Counting;
  /** Place in its batch. */
  readonly index: number;
  /** The epoch that counted it. */
  readonly from: Epoch;
  /** The epoch that took it back; undefined while none has. */
  readonly until: Epoch | undefined;
}

/** Of the events of one batch that `meter` counted. One that was taken back in the epoch that counted it stands nowhere; it
 *  is in the list all the same, as the list of events has both. One that was void before a backfill came to it was never
 *  counted, and is not in it. */
export const lifetimesOf = (
  batch: LogBatch,
  events: readonly UsageEvent[],
  meter: Meter,
  minutes: WindowMinutes,
): readonly Lifetime[] =>
  events.flatMap((event, index) => {
    const counted = countedBy(meter, batch, event, index);
    const countable = counted && countingsOf(event, [meter], minutes);
    if (counted === undefined || countable?.ok !== true) return [];
    const taken = batch.voids.get(index);
    return countable.countings.flatMap((counting) => {
      const from = epochOf(counting.window, counted.closedThrough);
      const until = taken === undefined ? undefined : epochOf(counting.window, taken);
      return wasVoidBefore(counted.closedThrough, taken) && from !== until ? [] : [{ counting, index, from, until }];
    });
  });

const epochOf = (window: Instant, watermark: Instant | null): Epoch =>
  watermark !== null && window < watermark ? watermark : null;

/** A consumer counts before the void; only a backfill may come after it, with a later watermark. */
const wasVoidBefore = (counted: Instant | null, taken: Instant | null | undefined): boolean =>
  taken !== undefined && (taken ?? '') < (counted ?? '');

/** Whether what is of this epoch belongs to the usage before a watermark.
 *  @param bound watermarks that late usage met are before it; null for usage in time alone */
export const isBefore = (epoch: Epoch, bound: Instant | null): boolean =>
  epoch === null || (bound !== null && epoch < bound);

/** Whether it counts in the usage before a watermark. */
export const stands = ({ from, until }: Pick<Lifetime, 'from' | 'until'>, bound: Instant | null): boolean =>
  isBefore(from, bound) && !(until !== undefined && isBefore(until, bound));

import type { Meter } from '../../catalog/meter/meter.ts';
import { missed } from '../../ingest/closed-period.ts';
import type { UsageEvent } from '../../ingest/usage-event.ts';
import type { Instant } from '../../kernel/instant.ts';
import { type Counting, countingsOf } from '../counter/countings.ts';
import type { WindowMinutes } from '../counter/window.ts';
import { countedBy, type LogBatch } from '../log/log-batch.ts';

/** When something came, as far as it matters for billing: null for what came before its window was closed, else the watermark that
 *  was in force when it came late. */
export type Epoch = Instant | null;

/** What a meter took from one event, from when to when. An event of October that was counted in time and voided in December, when
 *  the watermark was 1 December, stands in the usage before that watermark and not after it. */
export interface Lifetime {
  readonly counting: Counting;
  /** The event's place in its batch. */
  readonly index: number;
  /** The epoch that counted it. */
  readonly from: Epoch;
  /** The epoch that took it back; undefined while none has. */
  readonly until: Epoch | undefined;
}

/** The lifetimes of those events of a batch that the meter counted. An event that was taken back in the epoch that counted it is in
 *  the list, too, although it stands nowhere: a list of events shows both the event and its void. An event that was void before a
 *  backfill came to it was never counted, and is left out. */
export const lifetimesOf = (
  batch: LogBatch,
  events: readonly UsageEvent[],
  meter: Meter,
  minutes: WindowMinutes,
): readonly Lifetime[] =>
  events.flatMap((event, index) => {
    const counted = countedBy(meter, batch, event, index);
    if (counted === undefined) return [];
    const taken = batch.voids.get(index);
    return countingsOf(event, [meter], minutes).countings.flatMap((counting) => {
      const from = epochOf(counting.window, counted.closedThrough);
      const until = taken === undefined ? undefined : epochOf(counting.window, taken);
      return wasVoidBefore(counted.closedThrough, taken) && from !== until ? [] : [{ counting, index, from, until }];
    });
  });

const epochOf = (window: Instant, watermark: Instant | null): Epoch => missed(window, watermark) ?? null;

/** Whether an event was void before the meter counted it. A consumer always counts first. Only a backfill may come after the void,
 *  and then it is routed by a later watermark. */
const wasVoidBefore = (counted: Instant | null, taken: Instant | null | undefined): boolean =>
  taken !== undefined && (taken ?? '') < (counted ?? '');

/** Whether what came in this epoch belongs to the usage that is looked at.
 *  @param bound late usage belongs to it if it met an earlier watermark than this; null for usage in time alone */
export const isBefore = (epoch: Epoch, bound: Instant | null): boolean =>
  epoch === null || (bound !== null && epoch < bound);

/** Whether an event counts in the usage that is looked at: it was counted by then, and not taken back by then. */
export const stands = ({ from, until }: Pick<Lifetime, 'from' | 'until'>, bound: Instant | null): boolean =>
  isBefore(from, bound) && !(until !== undefined && isBefore(until, bound));

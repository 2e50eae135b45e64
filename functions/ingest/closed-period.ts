import { windowStart } from '../catalog/subscription/billing-period.ts';
import { type Instant, plusMilliseconds } from '../kernel/instant.ts';
import type { Mistake } from '../kernel/meterline-error.ts';
import type { Verdict } from './admit.ts';
import { claimKeyOf, type UsageEvent } from './usage-event.ts';

/** The boundary between two windows that a watermark stands for: everything before it is closed. The milliseconds of a
 *  watermark say how many epochs have ended there since. A period that ends on 11 September moves the watermark to
 *  `2026-09-11T00:00:00.000Z`. What comes late after the last period is billed at `…00.001Z`, `…00.002Z` and so on:
 *  each of these closes nothing but the epoch before, so that usage from 11 September on stays in time. */
export const boundaryOf = (watermark: Instant): Instant => windowStart(watermark, 1);

/** The watermark of the epoch after: it has the same boundary. */
export const nextEpoch = (watermark: Instant): Instant => plusMilliseconds(watermark, 1);

/** The watermark of the epoch before one that `nextEpoch` has made. */
export const epochBefore = (watermark: Instant): Instant => plusMilliseconds(watermark, -1);

/** The watermark that something met too late: of an event or a window at `at`. Undefined for what is in time. Watermarks
 *  stand for boundaries between windows, so that an event and its window are late together. */
export const missed = (at: Instant, watermark: Instant | null | undefined): Instant | undefined =>
  watermark !== null && watermark !== undefined && at < boundaryOf(watermark) ? watermark : undefined;

/** Whether the window of the event is closed. */
export const isClosed = ({ time }: Pick<UsageEvent, 'time'>, closedThrough: Instant | null | undefined): boolean =>
  missed(time, closedThrough) !== undefined;

/** Refuses events of closed windows, as the policy `reject` wants. An event that is known already is not refused: it
 *  changes nothing.
 *  @param claimed content hash by claim key
 *  @param closed watermark by customer */
export const refuseClosed = (
  verdicts: readonly Verdict[],
  claimed: ReadonlyMap<string, string>,
  closed: ReadonlyMap<string, Instant>,
): readonly Verdict[] =>
  verdicts.map((verdict) => {
    const { validated } = verdict;
    if (!validated.ok || claimed.has(claimKeyOf(validated.event))) return verdict;
    const closedThrough = closed.get(validated.event.customer);
    if (closedThrough === undefined || !isClosed(validated.event, closedThrough)) return verdict;
    return { ...verdict, validated: { ok: false, mistake: periodClosed(validated.event, closedThrough) } };
  });

const periodClosed = ({ customer, time }: UsageEvent, closedThrough: Instant): Mistake => ({
  code: 'period_closed',
  pointer: '/time',
  detail: `${time} is before ${boundaryOf(closedThrough)}: what "${customer}" used until then is invoiced, and late events are not taken.`,
});

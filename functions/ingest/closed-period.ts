import type { Instant } from '../kernel/instant.ts';
import type { Mistake } from '../kernel/meterline-error.ts';
import type { Verdict } from './admit.ts';
import { claimKeyOf, type UsageEvent } from './usage-event.ts';

/** Whether the window of the event is closed. A watermark lies between two windows, so the time of the event
 *  decides. */
export const isClosed = ({ time }: Pick<UsageEvent, 'time'>, closedThrough: Instant | null | undefined): boolean =>
  closedThrough !== null && closedThrough !== undefined && time < closedThrough;

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
  detail: `${time} is before ${closedThrough}: what "${customer}" used until then is invoiced, and late events are not taken.`,
});

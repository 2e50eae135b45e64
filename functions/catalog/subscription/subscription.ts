import type { CustomerId, PlanId, SubscriptionId } from '../../kernel/ids.ts';
import { earlier, type Instant, later, toMilliseconds } from '../../kernel/instant.ts';
import { type BillingPeriod, type Period, periodOf, type Schedule } from './billing-period.ts';

/** A customer on a plan. A customer has at most one active subscription. All that its periods follow from is in
 *  here. */
export interface Subscription extends Schedule {
  readonly id: SubscriptionId;
  readonly customerId: CustomerId;
  /** The start of the first period. */
  readonly startAt: Instant;
  /** The plan versions in the order of their time; the first holds since the start. */
  readonly phases: readonly [Phase, ...Phase[]];
  /** The pauses in the order of their time. They do not overlap. */
  readonly pauses: readonly Pause[];
  /** The end of the trial; until then nothing is charged. */
  readonly trialEnd: Instant | null;
  readonly status: SubscriptionStatus;
  /** The open period. A subscription that is cancelled and closed keeps its last one. */
  readonly period: BillingPeriod;
  /** When the open period is to be closed: at its end plus the grace. */
  readonly closeAt: Instant;
  /** The end of the open period while that is being closed, else null. Nothing before this instant may change
   *  meanwhile. */
  readonly closing: Instant | null;
  /** Whether fees in advance have been billed at the start, by the close of period -1: that is done once. */
  readonly startIsBilled: boolean;
  /** Grows with every change, so that a write can be made on condition that there was none in between. */
  readonly revision: number;
  readonly createdAt: Instant;
}

/** A plan version, in force from a moment on. */
export interface Phase {
  readonly from: Instant;
  readonly planId: PlanId;
  readonly planVersion: number;
}

/** A half-open range of time in which no fees, no allowance and no minimum are due; usage is billed all the same. `to`
 *  is null as long as nobody has said when it ends. */
export interface Pause {
  readonly from: Instant;
  readonly to: Instant | null;
}

export const statuses = ['active', 'cancelled'] as const;
export type SubscriptionStatus = (typeof statuses)[number];

/** A part of a period on one plan version. */
export interface Segment extends Period {
  readonly phase: Phase;
  /** The seconds of the segment that are not paused. */
  readonly activeSeconds: number;
}

/** The phase that is in force at `at`. */
export const phaseAt = ({ phases }: Pick<Subscription, 'phases'>, at: Instant): Phase =>
  phases.findLast(({ from }) => from <= at) ?? phases[0];

/** The phase that is in force when a period ends. A change at the very end belongs to the next period. */
export const lastPhaseOf = ({ phases }: Pick<Subscription, 'phases'>, { end }: Period): Phase =>
  phases.findLast(({ from }) => from < end) ?? phases[0];

/** The phases that reach beyond `at`: their versions charge what is used then, or later. A subscription that has ended, or whose
 *  end is planned for `at` or before, has none. */
export const phasesBeyond = (
  { status, phases, cancelAt }: Pick<Subscription, 'status' | 'phases' | 'cancelAt'>,
  at: Instant,
): readonly Phase[] =>
  status === 'cancelled' || (cancelAt !== null && cancelAt <= at)
    ? []
    : phases.filter(({ from }, index) => {
        const next = phases[index + 1];
        return (next === undefined || next.from > at) && (cancelAt === null || from < cancelAt);
      });

/** Cuts a period where the plan version changes: each segment is billed by its own version. An empty period has none.
 *  With a change on 11 June, the period of June has two segments, of 10 and of 20 days; with a pause of two days in
 *  the second, that has 18 active days, in seconds. */
export const segmentsOf = (
  subscription: Pick<Subscription, 'phases' | 'pauses'>,
  { start, end }: Period,
): readonly Segment[] => {
  const bounds = subscription.phases.map(({ from }) => from).filter((from) => from > start && from < end);
  const starts = [start, ...bounds];
  return starts.flatMap((from, index) => {
    const to = starts[index + 1] ?? end;
    if (from >= to) return [];
    const phase = phaseAt(subscription, from);
    return [{ start: from, end: to, phase, activeSeconds: activeSeconds(subscription, { start: from, end: to }) }];
  });
};

const activeSeconds = ({ pauses }: Pick<Subscription, 'pauses'>, span: Period): number => {
  const paused = pauses.map(({ from, to }) =>
    Math.max(0, secondsOf({ start: later(from, span.start), end: to === null ? span.end : earlier(to, span.end) })),
  );
  return secondsOf(span) - paused.reduce((total, seconds) => total + seconds, 0);
};

/** The length in seconds. It is whole: periods, changes and pauses begin and end on whole seconds. */
export const secondsOf = ({ start, end }: Period): number => (toMilliseconds(end) - toMilliseconds(start)) / 1000;

/** The open period, or the first one where the open one is the moment of the start. It is the one that "the end of
 *  the period" means, since the moment of the start has no length. */
export const runningPeriodOf = (subscription: Subscription): BillingPeriod =>
  periodOf(subscription, Math.max(0, subscription.period.index));

/** The period after the open one; undefined where the subscription ends before it. */
export const nextPeriodOf = (subscription: Subscription): BillingPeriod | undefined => {
  const next = periodOf(subscription, subscription.period.index + 1);
  return next.start < next.end ? next : undefined;
};

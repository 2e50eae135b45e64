import type { CustomerId, PlanId, SubscriptionId } from '../../kernel/ids.ts';
import { earlier, type Instant, later, toMilliseconds } from '../../kernel/instant.ts';
import { type BillingPeriod, type Period, periodOf, type Schedule } from './billing-period.ts';

/** A customer on a plan; at most one active a customer. What its periods follow from is all here. */
export interface Subscription extends Schedule {
  readonly id: SubscriptionId;
  readonly customerId: CustomerId;
  /** The start of the first period. */
  readonly startAt: Instant;
  /** Plan versions in the order of their time; the first since the start. */
  readonly phases: readonly [Phase, ...Phase[]];
  /** In the order of their time, apart from each other. */
  readonly pauses: readonly Pause[];
  /** Until then nothing is charged. */
  readonly trialEnd: Instant | null;
  readonly status: SubscriptionStatus;
  /** The open period; the last one of a subscription that is cancelled. */
  readonly period: BillingPeriod;
  /** When the open period is to be closed: its end and the grace. */
  readonly closeAt: Instant;
  /** The end of the open period while it is being closed: until it is, nothing before may change. */
  readonly closing: Instant | null;
  /** Grows with every change. */
  readonly revision: number;
  readonly createdAt: Instant;
}

/** A plan version from a moment on. */
export interface Phase {
  readonly from: Instant;
  readonly planId: PlanId;
  readonly planVersion: number;
}

/** Half-open; null as long as nobody has said when it ends. No fees, no allowance and no minimum are due for it; usage is. */
export interface Pause {
  readonly from: Instant;
  readonly to: Instant | null;
}

export const statuses = ['active', 'cancelled'] as const;
export type SubscriptionStatus = (typeof statuses)[number];

/** Part of a period on one plan version. */
export interface Segment extends Period {
  readonly phase: Phase;
  /** Without pauses. */
  readonly activeSeconds: number;
}

/** The phase in force at `at`. */
export const phaseAt = ({ phases }: Pick<Subscription, 'phases'>, at: Instant): Phase =>
  phases.findLast(({ from }) => from <= at) ?? phases[0];

/** The phase that a period ends with; a change at its very end is the next one's. */
export const lastPhaseOf = ({ phases }: Pick<Subscription, 'phases'>, { end }: Period): Phase =>
  phases.findLast(({ from }) => from < end) ?? phases[0];

/** What is billed for the period, part by part; none of an empty one. */
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

/** Whole seconds: periods, changes and pauses begin and end on one. */
export const secondsOf = ({ start, end }: Period): number => (toMilliseconds(end) - toMilliseconds(start)) / 1000;

/** The one after the open one; undefined when the subscription ends before. */
export const nextPeriodOf = (subscription: Subscription): BillingPeriod | undefined => {
  const next = periodOf(subscription, subscription.period.index + 1);
  return next.start < next.end ? next : undefined;
};

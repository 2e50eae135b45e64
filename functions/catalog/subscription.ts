import type { CustomerId, PlanId, SubscriptionId } from './ids.ts';
import type { Instant } from './instant.ts';

/** Half-open: `start` is in it, `end` is the next one's. */
export interface Period {
  readonly start: Instant;
  readonly end: Instant;
}

/** A customer on a version of a plan; at most one active a customer. */
export interface Subscription {
  readonly id: SubscriptionId;
  readonly customerId: CustomerId;
  readonly planId: PlanId;
  readonly planVersion: number;
  /** The start of the first period; every boundary is counted from it. */
  readonly anchor: Instant;
  readonly status: SubscriptionStatus;
  /** 0, 1, 2, …: how many periods are closed. */
  readonly periodIndex: number;
  /** The open period: the one with that index. */
  readonly period: Period;
  /** When the open period is to be closed: its end and the grace. */
  readonly closeAt: Instant;
  readonly createdAt: Instant;
}

export type SubscriptionStatus = 'active' | 'cancelled';

import { z } from 'zod';
import { type CustomerId, customerId, type PlanId, planId, type SubscriptionId, subscriptionId } from './ids.ts';
import { type Instant, parseInstant } from './instant.ts';
import { instantWire } from './instant-schema.ts';

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

const statuses = ['active', 'cancelled'] as const;
export type SubscriptionStatus = (typeof statuses)[number];

/** A subscription as it is stored and answered. */
export const subscriptionWire = z.object({
  id: z.string(),
  customerId: z.string(),
  planId: z.string(),
  planVersion: z.int().positive(),
  startAt: instantWire,
  status: z.enum(statuses),
  periodIndex: z.int().nonnegative(),
  periodStart: instantWire,
  periodEnd: instantWire,
  closeAt: instantWire,
  createdAt: instantWire,
});
export type SubscriptionWire = z.output<typeof subscriptionWire>;

export const subscriptionToWire = ({ anchor, period, ...rest }: Subscription): SubscriptionWire => ({
  ...rest,
  startAt: anchor,
  periodStart: period.start,
  periodEnd: period.end,
});

export const subscriptionFromWire = (wire: SubscriptionWire): Subscription => ({
  id: subscriptionId(wire.id),
  customerId: customerId(wire.customerId),
  planId: planId(wire.planId),
  planVersion: wire.planVersion,
  anchor: parseInstant(wire.startAt),
  status: wire.status,
  periodIndex: wire.periodIndex,
  period: { start: parseInstant(wire.periodStart), end: parseInstant(wire.periodEnd) },
  closeAt: parseInstant(wire.closeAt),
  createdAt: parseInstant(wire.createdAt),
});

import type { PlanId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Prices } from './plan-prices.ts';

/** One immutable version of a plan. */
export interface PlanVersion {
  readonly planId: PlanId;
  /** Counts 1, 2, 3, … */
  readonly version: number;
  readonly name: string;
  readonly interval: Interval;
  readonly prices: Prices;
  readonly createdAt: Instant;
}

export const intervals = ['week', 'month', 'quarter', 'year'] as const;
export type Interval = (typeof intervals)[number];

/** What a plan begins with, as its version 1. */
export interface NewPlan {
  readonly id: PlanId;
  /** The id serves as name where there is none. */
  readonly name?: string | undefined;
  readonly interval: Interval;
  readonly prices: Prices;
}

/** What the next version of a plan has. What is left out stays as it was. */
export interface NewPlanVersion {
  readonly name?: string | undefined;
  readonly interval?: Interval | undefined;
  readonly prices: Prices;
}

export const firstVersion = ({ id, name, interval, prices }: NewPlan, createdAt: Instant): PlanVersion => ({
  ...{ planId: id, version: 1, name: name ?? id, interval, prices, createdAt },
});

export const nextVersion = (before: PlanVersion, change: NewPlanVersion, createdAt: Instant): PlanVersion => ({
  planId: before.planId,
  version: before.version + 1,
  name: change.name ?? before.name,
  interval: change.interval ?? before.interval,
  prices: change.prices,
  createdAt,
});

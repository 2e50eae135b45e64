import type { PlanId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Prices } from './plan-prices.ts';
import type { NewPlan, NewPlanVersion } from './plan-wire.ts';

/** One immutable version of a plan. */
export interface PlanVersion {
  readonly planId: PlanId;
  /** 1, 2, 3, … */
  readonly version: number;
  readonly name: string;
  readonly interval: Interval;
  readonly prices: Prices;
  readonly createdAt: Instant;
}

export const intervals = ['week', 'month', 'quarter', 'year'] as const;
export type Interval = (typeof intervals)[number];

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

import type { Currency } from '../money/currency.ts';
import type { Charge } from './charge.ts';
import type { PlanId } from './ids.ts';
import type { Instant } from './instant.ts';

/** One immutable version of a plan. */
export interface PlanVersion {
  readonly planId: PlanId;
  /** 1, 2, 3, … */
  readonly version: number;
  readonly name: string;
  readonly interval: Interval;
  readonly prices: ReadonlyMap<Currency, Price>;
  readonly createdAt: Instant;
}

export type Interval = 'month';

export interface Price {
  readonly charges: readonly Charge[];
}

import type { MeterKey } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Filter } from './filter.ts';

export const aggregations = ['sum', 'count', 'max', 'min', 'latest', 'unique_count'] as const;
export type Aggregation = (typeof aggregations)[number];

/** What is counted. Immutable but for its display name. */
export interface Meter {
  readonly key: MeterKey;
  readonly name: string;
  readonly eventType: string;
  /** How the value of an event's data is taken together. */
  readonly measure: Measure;
  /** Properties of an event's data by which usage is split. */
  readonly groupBy: readonly string[];
  /** Conditions that an event's data must meet, all of them. */
  readonly filters: readonly Filter[];
  readonly createdAt: Instant;
}

/** `count` looks at no value. `sum`, `max`, `min` and `latest` take the property as a number; `unique_count` counts its
 *  distinct values, whatever they are. */
export type Measure =
  | { readonly aggregation: 'count' }
  | { readonly aggregation: Exclude<Aggregation, 'count'>; readonly valueProperty: string };

/** Undefined where the value property is missing, or there though a count looks at none. */
export const measureOf = (aggregation: Aggregation, valueProperty: string | undefined): Measure | undefined => {
  if (aggregation === 'count') return valueProperty === undefined ? { aggregation } : undefined;
  return valueProperty === undefined ? undefined : { aggregation, valueProperty };
};

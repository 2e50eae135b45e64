import type { MeterKey } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Filter } from './filter.ts';

export const aggregations = ['sum', 'count', 'max', 'min', 'latest', 'unique_count'] as const;
export type Aggregation = (typeof aggregations)[number];

/** Something that is counted. It never changes, but for being archived once. */
export interface Meter {
  readonly key: MeterKey;
  readonly name: string;
  readonly eventType: string;
  /** How the values of events are taken together. */
  readonly measure: Measure;
  /** Properties of the data of events by which usage is split. */
  readonly groupBy: readonly string[];
  /** Conditions on the data of an event. It is counted where all of them hold. */
  readonly filters: readonly Filter[];
  readonly createdAt: Instant;
  /** From then on it counts nothing more; null while it counts. */
  readonly archivedAt: Instant | null;
}

/** Those of the meters that count an event of this time. An archived meter counts what is from before its archival, also when it
 *  comes late. */
export const countingAt = (meters: readonly Meter[], time: Instant): readonly Meter[] =>
  meters.filter(({ archivedAt }) => archivedAt === null || time < archivedAt);

/** By what `unique_count` tells values apart. `text`: as groups do, so that 1 and "1" are one value. `json`: so that they are two;
 *  only meters that were made before there was `text` do that. */
export const distinctBys = ['text', 'json'] as const;
export type DistinctBy = (typeof distinctBys)[number];

/** What is made of the values of events. `count` looks at no value. `sum`, `max`, `min` and `latest` take a property
 *  as a number. `unique_count` counts the distinct values of a property, whatever they are. */
export type Measure =
  | { readonly aggregation: 'count' }
  | { readonly aggregation: 'unique_count'; readonly valueProperty: string; readonly distinctBy: DistinctBy }
  | { readonly aggregation: Exclude<Aggregation, 'count' | 'unique_count'>; readonly valueProperty: string };

/** Undefined where the value property is missing, or where a count has one, which it would not look at.
 *  @param distinctBy for `unique_count` alone */
export const measureOf = (
  aggregation: Aggregation,
  valueProperty: string | undefined,
  distinctBy: DistinctBy = 'text',
): Measure | undefined => {
  if (aggregation === 'count') return valueProperty === undefined ? { aggregation } : undefined;
  if (valueProperty === undefined) return undefined;
  return aggregation === 'unique_count' ? { aggregation, valueProperty, distinctBy } : { aggregation, valueProperty };
};

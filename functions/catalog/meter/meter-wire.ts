import { meterKey } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { comparisons, type Filter } from './filter.ts';
import { type Aggregation, aggregations, type DistinctBy, distinctBys, type Meter, measureOf } from './meter.ts';
import type { MeterWire, NewMeter } from './meter-schema.ts';

export const meterOf = ({ key, name = key, ...rest }: NewMeter, createdAt: Instant): Meter => ({
  key,
  name,
  ...rest,
  createdAt,
  archivedAt: null,
});

export const meterToWire = ({ measure, ...meter }: Meter): MeterWire => ({ ...meter, ...measure });

/** Reads a meter as `meterToWire` prints it. It does so by hand: ingest and the consumer start with it, and zod, which
 *  could read the same form by `meterWire`, would be a quarter of what they load.
 *  @throws TypeError where the item is no meter */
export const meterFromItem = (item: unknown): Meter => {
  if (!isRecord(item)) throw new TypeError('a stored meter is an object');
  const { key, name, eventType, aggregation, valueProperty, groupBy, filters = [], createdAt } = item;
  // A meter of an earlier version does not say it.
  const { distinctBy = 'json', archivedAt = null } = item;
  const measure =
    isAggregation(aggregation) &&
    isOptionalText(valueProperty) &&
    isDistinctBy(distinctBy) &&
    measureOf(aggregation, valueProperty, distinctBy);
  if (
    !isText(key) ||
    !isText(name) ||
    !isText(eventType) ||
    !measure ||
    !isListOf(isText, groupBy) ||
    !isListOf(isFilter, filters) ||
    !isText(createdAt) ||
    !(archivedAt === null || isText(archivedAt))
  )
    throw new TypeError(`what is stored as the meter ${String(key)} is none`);
  return {
    ...{ key: meterKey(key), name, eventType, measure, groupBy, filters, createdAt: parseInstant(createdAt) },
    archivedAt: archivedAt === null ? null : parseInstant(archivedAt),
  };
};

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isOptionalText = (value: unknown): value is string | undefined => value === undefined || isText(value);
const isScalar = (value: unknown): value is string | number | boolean =>
  isText(value) || typeof value === 'number' || typeof value === 'boolean';

const isListOf = <T>(isOne: (value: unknown) => value is T, value: unknown): value is readonly T[] =>
  Array.isArray(value) && value.every(isOne);

const isAggregation = (value: unknown): value is Aggregation => aggregations.some((known) => known === value);

const isDistinctBy = (value: unknown): value is DistinctBy => distinctBys.some((known) => known === value);

const isFilter = (value: unknown): value is Filter => isRecord(value) && isText(value.property) && isCondition(value);

const isCondition = ({ op, value, values }: Fields): boolean => {
  switch (op) {
    case 'eq':
    case 'ne':
      return isScalar(value);
    case 'in':
      return isListOf(isScalar, values);
    case 'exists':
      return typeof value === 'boolean';
    default:
      return comparisons.some((known) => known === op) && isText(value);
  }
};

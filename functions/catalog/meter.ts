import { z } from 'zod';
import { type MeterKey, meterKey } from './ids.ts';
import { type Instant, parseInstant } from './instant.ts';
import { instantWire } from './instant-schema.ts';
import { assertNever } from './meterline-error.ts';

export const aggregations = ['sum', 'count'] as const;
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
  readonly createdAt: Instant;
}

/** `count` looks at no value; `sum` adds the property's up. */
export type Measure =
  | { readonly aggregation: 'count' }
  | { readonly aggregation: 'sum'; readonly valueProperty: string };

const property = z.string().min(1).max(128);
const maxGroupProperties = 5;

const valueFault = {
  sum: { code: 'required', message: 'a sum needs the property that holds the value' },
  count: { code: 'value_property_unused', message: 'a count looks at no value: leave valueProperty out' },
} satisfies Record<Aggregation, unknown>;

/** `POST /v1/meters`. */
export const newMeterSchema = z
  .strictObject({
    key: z
      .string()
      .refine((text) => /^[a-z0-9][a-z0-9_-]{0,63}$/.test(text), {
        error: 'a meter key is 1 to 64 of a-z, 0-9, _ and -, and starts with a letter or digit',
        params: { code: 'invalid_id' },
      })
      .transform(meterKey),
    name: z.string().trim().min(1).max(200).optional(),
    eventType: z.string().min(1).max(256),
    aggregation: z.enum(aggregations),
    valueProperty: property.optional(),
    groupBy: z.array(property).max(maxGroupProperties).default([]),
  })
  .transform(({ aggregation, valueProperty, ...meter }, ctx) => {
    if (new Set(meter.groupBy).size < meter.groupBy.length) {
      ctx.issues.push(fault('groupBy', 'duplicate_property', 'each property is named once', meter.groupBy));
    }
    const measure = measureOf(aggregation, valueProperty);
    if (measure !== undefined) return { ...meter, measure };
    const { code, message } = valueFault[aggregation];
    ctx.issues.push(fault('valueProperty', code, message, valueProperty));
    return z.NEVER;
  });

export type NewMeter = z.output<typeof newMeterSchema>;

/** A meter as it is stored and answered. */
export const meterWire = z.object({
  key: z.string(),
  name: z.string(),
  eventType: z.string(),
  aggregation: z.enum(aggregations),
  valueProperty: z.string().optional(),
  groupBy: z.array(z.string()).readonly(),
  createdAt: instantWire,
});
export type MeterWire = z.output<typeof meterWire>;

export const meterOf = ({ key, name = key, ...rest }: NewMeter, createdAt: Instant): Meter => ({
  key,
  name,
  ...rest,
  createdAt,
});

export const meterToWire = ({ measure, ...meter }: Meter): MeterWire => ({ ...meter, ...measure });

/** @throws TypeError when what is stored is no meter */
export const meterFromWire = (wire: MeterWire): Meter => {
  const { aggregation, valueProperty, key, createdAt, ...rest } = wire;
  const measure = measureOf(aggregation, valueProperty);
  if (measure === undefined) throw new TypeError(`meter ${key} has no value to add up`);
  return { ...rest, key: meterKey(key), createdAt: parseInstant(createdAt), measure };
};

const measureOf = (aggregation: Aggregation, valueProperty: string | undefined): Measure | undefined => {
  switch (aggregation) {
    case 'count':
      return valueProperty === undefined ? { aggregation } : undefined;
    case 'sum':
      return valueProperty === undefined ? undefined : { aggregation, valueProperty };
    default:
      return assertNever(aggregation);
  }
};

const fault = (field: string, code: string, message: string, input: unknown) => ({
  code: 'custom' as const,
  input,
  path: [field],
  message,
  params: { code },
});

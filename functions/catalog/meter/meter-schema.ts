import * as z from 'zod';
import { meterKey } from '../../kernel/ids.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { filterSchema, filtersSchema } from './filter-schema.ts';
import { type Aggregation, aggregations, distinctBys, measureOf } from './meter.ts';

// The schemas of a meter stand apart from `meter-wire.ts`, which is in the bundles of ingest and of the consumer: they are kept
// free of zod.

const property = z.string().min(1).max(128);
const maxGroupProperties = 5;

const valueFault = (aggregation: Aggregation) =>
  aggregation === 'count'
    ? { code: 'value_property_unused', message: 'a count looks at no value: leave valueProperty out' }
    : { code: 'required', message: `${aggregation} needs the property that holds the value` };

/** The body of `POST /v1/meters`. */
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
    filters: filtersSchema,
  })
  .transform(({ aggregation, valueProperty, ...meter }, ctx) => {
    if (new Set(meter.groupBy).size < meter.groupBy.length) {
      ctx.issues.push(fault('groupBy', 'duplicate_property', 'each property is named once', meter.groupBy));
    }
    const measure = measureOf(aggregation, valueProperty);
    if (measure !== undefined) return { ...meter, measure };
    const { code, message } = valueFault(aggregation);
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
  distinctBy: z.enum(distinctBys).optional().meta({
    description:
      'Of a unique_count. text: 1 and "1" are one value, as they are one group. json: they are two; only meters of earlier versions',
  }),
  groupBy: z.array(z.string()).readonly(),
  filters: z.array(filterSchema).readonly().default([]),
  createdAt: instantWire,
  archivedAt: instantWire.nullable().default(null).meta({
    description: 'Events of this time and later are not counted by it; null while it counts',
  }),
});
export type MeterWire = z.output<typeof meterWire>;

const fault = (field: string, code: string, message: string, input: unknown) => ({
  code: 'custom' as const,
  input,
  path: [field],
  message,
  params: { code },
});

import { z } from 'zod';
import { meterKey, type MeterKey } from './ids.ts';
import type { Instant } from './instant.ts';

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
export type Measure = { readonly aggregation: 'count' } | { readonly aggregation: 'sum'; readonly valueProperty: string };

const property = z.string().min(1).max(128);

/** `POST /v1/meters`. */
export const newMeterSchema = z
  .strictObject({
    key: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'A meter key is 1 to 64 of a-z, 0-9, _ and -.')
      .transform(meterKey),
    name: z.string().min(1).max(200).optional(),
    eventType: z.string().min(1).max(256),
    aggregation: z.enum(aggregations),
    valueProperty: property.optional(),
    groupBy: z.array(property).max(5).default([]),
  })
  .superRefine((meter, context) => {
    if (meter.aggregation === 'sum' && meter.valueProperty === undefined) {
      context.addIssue({ code: 'custom', path: ['valueProperty'], params: { code: 'required' }, message: 'sum needs a valueProperty.' });
    }
  });

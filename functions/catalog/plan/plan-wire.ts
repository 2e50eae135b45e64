import { z } from 'zod';
import { planId } from '../../kernel/ids.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { type Interval, intervals, type NewPlan, type NewPlanVersion, type PlanVersion } from './plan.ts';
import { pricesSchema, pricesToWire, pricesWire } from './plan-prices-wire.ts';

const isInterval = (text: string): text is Interval => intervals.some((interval) => interval === text);

const intervalSchema = z
  .string()
  .refine(isInterval, {
    error: `an interval is one of ${intervals.join(', ')}`,
    params: { code: 'unknown_interval' },
  })
  .meta({ enum: [...intervals] });

const planName = z.string().trim().min(1).max(200);

/** The body of `POST /v1/plans`. */
export const newPlanSchema = z.strictObject({
  id: z
    .string()
    .refine((text) => /^(?!\.{1,2}$)[\w.-]{1,64}$/.test(text), {
      error: 'a plan id is 1 to 64 letters, digits, dots, hyphens or underscores',
      params: { code: 'invalid_id' },
    })
    .transform(planId),
  name: planName.optional(),
  interval: intervalSchema,
  prices: pricesSchema,
}) satisfies z.ZodType<NewPlan>;

/** The body of `POST /v1/plans/{planId}/versions`. What is left out stays as it was. */
export const newPlanVersionSchema = z.strictObject({
  name: planName.optional(),
  interval: intervalSchema.optional(),
  prices: pricesSchema,
}) satisfies z.ZodType<NewPlanVersion>;

/** A version as it is stored and answered. `id` is the id of the plan. */
export const planVersionWire = z.object({
  id: z.string(),
  version: z.int().positive(),
  name: z.string(),
  interval: z.enum(intervals),
  prices: pricesWire,
  createdAt: instantWire,
});
export type PlanVersionWire = z.output<typeof planVersionWire>;

export const planVersionToWire = ({ planId: id, prices, ...rest }: PlanVersion): PlanVersionWire => ({
  id,
  ...rest,
  prices: pricesToWire(prices),
});

export const planVersionFromWire = ({ id, prices, createdAt, ...rest }: PlanVersionWire): PlanVersion => ({
  planId: planId(id),
  ...rest,
  prices: pricesSchema.parse(prices),
  createdAt: parseInstant(createdAt),
});

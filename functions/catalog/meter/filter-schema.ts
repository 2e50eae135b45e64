import * as z from 'zod';
import { comparisons, isComparable } from './filter.ts';

const scalar = z.union([z.string().max(256), z.number(), z.boolean()]);

const property = z.string().min(1).max(128);

const decimalText = z.string().refine((text) => isComparable(text), {
  error: 'a number to compare with is a decimal string, such as "10.5"',
  params: { code: 'not_a_decimal_string' },
});

/** The wire form of a condition. It stands apart from `filter.ts`, which is in the bundles of ingest and of the
 *  consumer: they are kept free of zod. */
export const filterSchema = z.discriminatedUnion('op', [
  z.strictObject({ property, op: z.enum(['eq', 'ne']), value: scalar }),
  z.strictObject({ property, op: z.literal('in'), values: z.array(scalar).min(1).max(100) }),
  z.strictObject({ property, op: z.literal('exists'), value: z.boolean().default(true) }),
  z.strictObject({ property, op: z.enum(comparisons), value: decimalText }),
]);

/** The conditions of a meter: at most ten. */
export const filtersSchema = z.array(filterSchema).max(10).default([]);

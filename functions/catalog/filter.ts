import { z } from 'zod';
import { type Decimal, decimal, decimalOf, exactDecimal } from '../money/decimal.ts';
import { DomainError } from '../money/domain-error.ts';

const scalar = z.union([z.string().max(256), z.number(), z.boolean()]);
type Scalar = z.output<typeof scalar>;

const property = z.string().min(1).max(128);
const comparisons = ['gt', 'gte', 'lt', 'lte'] as const;

const decimalText = z.string().refine((text) => isDecimal(text), {
  error: 'a number to compare with is a decimal string, such as "10.5"',
  params: { code: 'not_a_decimal_string' },
});

/** One condition on an event's data; all of a meter's must hold. */
export const filterSchema = z.discriminatedUnion('op', [
  z.strictObject({ property, op: z.enum(['eq', 'ne']), value: scalar }),
  z.strictObject({ property, op: z.literal('in'), values: z.array(scalar).min(1).max(100) }),
  z.strictObject({ property, op: z.literal('exists'), value: z.boolean().default(true) }),
  z.strictObject({ property, op: z.enum(comparisons), value: decimalText }),
]);

export type Filter = z.output<typeof filterSchema>;

/** At most as many conditions a meter. */
export const filtersSchema = z.array(filterSchema).max(10).default([]);

const isDecimal = (text: string): boolean => attempt(() => decimal(text)) !== undefined;

/** With any number of digits. */
const numberOf = (value: unknown): Decimal | undefined => {
  if (typeof value === 'number') return attempt(() => decimalOf(value));
  return typeof value === 'string' ? attempt(() => exactDecimal(value)) : undefined;
};

const attempt = (read: () => Decimal): Decimal | undefined => {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
};

/** Whether `value`, undefined for a missing property, meets the condition. "5" and 5 are the same to a comparison, and
 *  different to equality; what is no number meets no comparison. */
export const meets = (filter: Filter, value: unknown): boolean => {
  switch (filter.op) {
    case 'eq':
      return value === filter.value;
    case 'ne':
      return value !== filter.value;
    case 'in':
      return filter.values.some((one: Scalar) => one === value);
    case 'exists':
      return (value !== undefined && value !== null) === filter.value;
    default:
      return compares(filter.op, value, filter.value);
  }
};

const compares = (op: (typeof comparisons)[number], value: unknown, bound: string): boolean => {
  const number = numberOf(value);
  const order = number?.comparedTo(decimal(bound));
  if (order === undefined) return false;
  const outcomes = { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 };
  return outcomes[op];
};

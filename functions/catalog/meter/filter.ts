import { type Decimal, decimal, decimalOf, exactDecimal } from '../../money/decimal.ts';
import { DomainError } from '../../money/domain-error.ts';

type Scalar = string | number | boolean;

export const comparisons = ['gt', 'gte', 'lt', 'lte'] as const;
type Comparison = (typeof comparisons)[number];

/** One condition on the data of an event. An event is counted where all conditions of a meter hold. */
export type Filter =
  | { readonly property: string; readonly op: 'eq' | 'ne'; readonly value: Scalar }
  | { readonly property: string; readonly op: 'in'; readonly values: Scalar[] }
  | { readonly property: string; readonly op: 'exists'; readonly value: boolean }
  | { readonly property: string; readonly op: Comparison; readonly value: string };

/** Whether `gt` and the other comparisons can compare with this text. */
export const isComparable = (text: string): boolean => attempt(() => decimal(text)) !== undefined;

/** The number that a value stands for, with any number of digits; undefined where it stands for none. */
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

/** Whether the value of a property meets the condition; a property that is missing is undefined. To a comparison "5"
 *  and 5 are the same, to equality they differ. What is no number meets no comparison. */
export const meets = (filter: Filter, value: unknown): boolean => {
  switch (filter.op) {
    case 'eq':
      return value === filter.value;
    case 'ne':
      return value !== filter.value;
    case 'in':
      return filter.values.some((one) => one === value);
    case 'exists':
      return (value !== undefined && value !== null) === filter.value;
    default:
      return compares(filter.op, value, filter.value);
  }
};

const compares = (op: Comparison, value: unknown, bound: string): boolean => {
  const number = numberOf(value);
  const order = number?.comparedTo(decimal(bound));
  if (order === undefined) return false;
  const outcomes = { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 };
  return outcomes[op];
};

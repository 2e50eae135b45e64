import type { Currency } from '../../money/currency.ts';
import type { Decimal } from '../../money/decimal.ts';
import type { Money } from '../../money/money.ts';

/** What a coupon takes off, for how long, and of what. These are the same for the coupon and for every discount that
 *  it becomes. */
export interface CouponTerms {
  readonly name: string;
  readonly deduction: Deduction;
  readonly duration: Duration;
  /** The charges that it takes something off, by their ids; null for everything that can be discounted. */
  readonly appliesTo: readonly string[] | null;
}

export type Deduction =
  /** A percentage above 0 and at most 100. */
  | { readonly kind: 'percent'; readonly percent: Decimal }
  /** An amount in each currency, settled and above zero. */
  | { readonly kind: 'amount'; readonly amounts: ReadonlyMap<Currency, Money> };

/** How long a discount lasts. With `once` it ends with the first invoice that it takes something off. With `periods`,
 *  a percentage holds for so many closed periods in a row, and an amount for so many invoices that it takes something
 *  off. With `forever` it takes something off every invoice.
 *
 *  A coupon of 20 % for 3 periods takes 20 % off each of three months, also where one of them costs nothing. One of
 *  5.00 for 3 periods waits until there have been three invoices to take it off. */
export type Duration =
  | { readonly kind: 'once' }
  | { readonly kind: 'periods'; readonly periods: number }
  | { readonly kind: 'forever' };

export const durations = ['once', 'periods', 'forever'] as const;

/** What is taken off; undefined where both or neither are given. */
export const deductionOf = (
  percentOff: Decimal | undefined,
  amountOff: ReadonlyMap<Currency, Money> | undefined,
): Deduction | undefined => {
  if (percentOff !== undefined) return amountOff === undefined ? { kind: 'percent', percent: percentOff } : undefined;
  return amountOff === undefined ? undefined : { kind: 'amount', amounts: amountOff };
};

/** The duration; undefined where `periods` lacks its number, or where another duration has one. */
export const durationOf = (kind: (typeof durations)[number], periods: number | undefined): Duration | undefined => {
  if (kind === 'periods') return periods === undefined ? undefined : { kind, periods };
  return periods === undefined ? { kind } : undefined;
};

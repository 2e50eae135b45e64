import type { Currency } from '../../money/currency.ts';
import type { Decimal } from '../../money/decimal.ts';
import type { Money } from '../../money/money.ts';

/** What a coupon takes off, for how long, and of what: the same for the coupon and for every discount it becomes. */
export interface CouponTerms {
  readonly name: string;
  readonly deduction: Deduction;
  readonly duration: Duration;
  /** Ids of charges; null for everything that can be discounted. */
  readonly appliesTo: readonly string[] | null;
}

export type Deduction =
  /** Above 0, at most 100. */
  | { readonly kind: 'percent'; readonly percent: Decimal }
  /** By currency; settled and above zero. */
  | { readonly kind: 'amount'; readonly amounts: ReadonlyMap<Currency, Money> };

/** `once`: the first invoice that it takes something off. `periods`: a percentage of so many closed periods on end,
 *  an amount off so many invoices that it takes something off. `forever`: off every invoice. */
export type Duration =
  | { readonly kind: 'once' }
  | { readonly kind: 'periods'; readonly periods: number }
  | { readonly kind: 'forever' };

export const durations = ['once', 'periods', 'forever'] as const;

/** Undefined for both or neither. */
export const deductionOf = (
  percentOff: Decimal | undefined,
  amountOff: ReadonlyMap<Currency, Money> | undefined,
): Deduction | undefined => {
  if (percentOff !== undefined) return amountOff === undefined ? { kind: 'percent', percent: percentOff } : undefined;
  return amountOff === undefined ? undefined : { kind: 'amount', amounts: amountOff };
};

/** Undefined for a duration without its number of periods, or a number without that duration. */
export const durationOf = (kind: (typeof durations)[number], periods: number | undefined): Duration | undefined => {
  if (kind === 'periods') return periods === undefined ? undefined : { kind, periods };
  return periods === undefined ? { kind } : undefined;
};

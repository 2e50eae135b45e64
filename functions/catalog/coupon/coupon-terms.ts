import { z } from 'zod';
import { type Currency, isCurrency } from '../../money/currency.ts';
import { type Decimal, decimal, plain } from '../../money/decimal.ts';
import { type Money, money, settledToWire } from '../../money/money.ts';

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

/** Terms as they are stored and answered. */
export const couponTermsWire = z.object({
  name: z.string(),
  percentOff: z.string().nullable(),
  amountOff: z.record(z.string(), z.string()).nullable().meta({ description: 'by ISO 4217 code' }),
  duration: z.enum(durations),
  periods: z.int().positive().nullable(),
  appliesTo: z.array(z.string()).readonly().nullable().meta({ description: 'ids of charges; null for everything' }),
});
type CouponTermsWire = z.output<typeof couponTermsWire>;

export const termsToWire = ({ name, deduction, duration, appliesTo }: CouponTerms): CouponTermsWire => ({
  name,
  percentOff: deduction.kind === 'percent' ? plain(deduction.percent) : null,
  amountOff: deduction.kind === 'amount' ? amountsToWire(deduction.amounts) : null,
  duration: duration.kind,
  periods: duration.kind === 'periods' ? duration.periods : null,
  appliesTo,
});

const amountsToWire = (by: ReadonlyMap<Currency, Money>) =>
  Object.fromEntries([...by].map(([code, amount]) => [code, settledToWire(amount)]));

/** @throws TypeError when what is stored is no coupon */
export const termsFromWire = (wire: CouponTermsWire): CouponTerms => {
  const { percentOff, amountOff, duration: kind, periods, name, appliesTo } = wire;
  const deduction = deductionOf(
    percentOff === null ? undefined : decimal(percentOff),
    amountOff === null ? undefined : amountsFromWire(amountOff),
  );
  const duration = durationOf(kind, periods ?? undefined);
  if (deduction === undefined || duration === undefined) throw new TypeError(`the coupon "${name}" has no terms`);
  return { name, deduction, duration, appliesTo };
};

const amountsFromWire = (amountOff: Readonly<Record<string, string>>): ReadonlyMap<Currency, Money> =>
  new Map(
    Object.entries(amountOff).flatMap(([code, text]): [Currency, Money][] =>
      isCurrency(code) ? [[code, money(decimal(text), code)]] : [],
    ),
  );

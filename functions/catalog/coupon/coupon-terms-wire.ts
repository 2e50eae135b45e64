import { z } from 'zod';
import { type Currency, isCurrency } from '../../money/currency.ts';
import { decimal, plain } from '../../money/decimal.ts';
import { type Money, money, settledToWire } from '../../money/money.ts';
import { type CouponTerms, deductionOf, durationOf, durations } from './coupon-terms.ts';

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

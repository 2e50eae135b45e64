import { z } from 'zod';
import { quantitySchema } from '../../kernel/decimal-wire.ts';
import { couponId } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { instantSchema, instantWire } from '../../kernel/instant-wire.ts';
import { type Currency, isCurrency } from '../../money/currency.ts';
import { isSettled, type Money, money } from '../../money/money.ts';
import { type Coupon, statuses } from './coupon.ts';
import { deductionOf, durationOf, durations } from './coupon-terms.ts';
import { couponTermsWire, termsFromWire, termsToWire } from './coupon-terms-wire.ts';

export const couponIdSchema = z
  .string()
  .refine((text) => /^(?!\.{1,2}$)[\w.-]{1,64}$/.test(text), {
    error: 'a coupon id is 1 to 64 letters, digits, dots, hyphens or underscores',
    params: { code: 'invalid_id' },
  })
  .transform(couponId);

const percent = quantitySchema.refine((value) => value.greaterThan(0) && value.lessThanOrEqualTo(100), {
  error: 'a percentage above 0 and at most 100 is expected, such as "20"',
  params: { code: 'percent_out_of_range' },
});

const amounts = z.record(z.string(), quantitySchema).transform((input, ctx): ReadonlyMap<Currency, Money> => {
  const fault = (code: string, message: string, path: readonly string[]) =>
    ctx.issues.push({ code: 'custom', input, message, path: [...path], params: { code } });
  const entries = Object.entries(input);
  if (entries.length === 0) fault('required', 'an amount in at least one currency is expected', []);
  return new Map(
    entries.flatMap(([code, value]): [Currency, Money][] => {
      if (!isCurrency(code)) {
        fault('unknown_currency', 'an active ISO 4217 currency code is expected, such as "USD"', [code]);
        return [];
      }
      const amount = money(value, code);
      if (!value.greaterThan(0)) fault('amount_not_positive', 'an amount above zero is expected', [code]);
      if (!isSettled(amount)) fault('amount_not_settled', `${code} has fewer digits after the point`, [code]);
      return [[code, amount]];
    }),
  );
});

/** How many periods a discount lasts at most: ten years of months. */
const maxPeriods = 120;
const maxCharges = 100;

/** The body of `POST /v1/coupons`. It has either `percentOff` or `amountOff`, and `periods` only with the duration of
 *  that name. */
export const newCouponSchema = z
  .strictObject({
    id: couponIdSchema,
    name: z.string().trim().min(1).max(200).optional(),
    percentOff: percent.optional(),
    amountOff: amounts.optional(),
    duration: z.enum(durations),
    periods: z.int().positive().max(maxPeriods).optional(),
    maxRedemptions: z.int().positive().nullable().default(null),
    redeemBy: instantSchema.nullable().default(null),
    appliesTo: z.array(z.string().min(1).max(64)).min(1).max(maxCharges).nullable().default(null),
  })
  .transform(({ percentOff, amountOff, duration: kind, periods, ...rest }, ctx) => {
    const deduction = deductionOf(percentOff, amountOff);
    const duration = durationOf(kind, periods);
    const fault = (field: string, code: string, message: string) =>
      ctx.issues.push({ code: 'custom', input: rest.id, path: [field], message, params: { code } });
    if (deduction === undefined) fault('percentOff', 'percent_or_amount', 'either percentOff or amountOff is expected');
    if (duration === undefined) {
      fault('periods', periods === undefined ? 'required' : 'periods_unused', 'periods goes with that duration, only');
    }
    return deduction === undefined || duration === undefined ? z.NEVER : { ...rest, deduction, duration };
  });
export type NewCoupon = z.output<typeof newCouponSchema>;

/** A coupon as it is stored and answered. */
export const couponWire = couponTermsWire.extend({
  id: z.string(),
  maxRedemptions: z.int().positive().nullable(),
  redemptions: z.int().nonnegative(),
  redeemBy: instantWire.nullable(),
  status: z.enum(statuses),
  createdAt: instantWire,
});
export type CouponWire = z.output<typeof couponWire>;

export const couponOf = ({ name, ...rest }: NewCoupon, createdAt: Instant): Coupon => ({
  ...rest,
  name: name ?? rest.id,
  redemptions: 0,
  status: 'active',
  createdAt,
});

export const couponToWire = (coupon: Coupon): CouponWire => {
  const { id, maxRedemptions, redemptions, redeemBy, status, createdAt } = coupon;
  return { id, ...termsToWire(coupon), maxRedemptions, redemptions, redeemBy, status, createdAt };
};

export const couponFromWire = (wire: CouponWire): Coupon => ({
  ...termsFromWire(wire),
  id: couponId(wire.id),
  maxRedemptions: wire.maxRedemptions,
  redemptions: wire.redemptions,
  redeemBy: wire.redeemBy === null ? null : parseInstant(wire.redeemBy),
  status: wire.status,
  createdAt: parseInstant(wire.createdAt),
});

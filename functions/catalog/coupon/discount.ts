import type { CouponId, CustomerId, DiscountId, InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { Conflict, InvalidInput } from '../../kernel/meterline-error.ts';
import type { Customer } from '../customer/customer.ts';
import type { Period } from '../subscription/billing-period.ts';
import type { Coupon } from './coupon.ts';
import type { CouponTerms } from './coupon-terms.ts';

/** A coupon that a customer has redeemed, with its terms as they were. */
export interface Discount extends CouponTerms {
  readonly id: DiscountId;
  readonly couponId: CouponId;
  readonly customerId: CustomerId;
  /** In the customer's time: periods that end later have it. */
  readonly startAt: Instant;
  /** Null while it has not been taken away; periods that ended by then keep it. */
  readonly removedAt: Instant | null;
  /** Invoices that used one of its periods, an invoice that replaces another under the first one's id. Not kept for a
   *  discount for ever. */
  readonly uses: readonly InvoiceId[];
  readonly createdAt: Instant;
}

/** @param now the customer's
 *  @throws Conflict `coupon_archived`, `coupon_exhausted`, `coupon_expired`
 *  @throws InvalidInput `coupon_currency_missing`; each at `/couponId` */
export const assertRedeemable = (coupon: Coupon, { currency }: Pick<Customer, 'currency'>, now: Instant): void => {
  const { id, deduction, maxRedemptions, redeemBy } = coupon;
  if (coupon.status === 'archived') throw refused('coupon_archived', `The coupon "${id}" is archived.`);
  if (redeemBy !== null && now > redeemBy)
    throw refused('coupon_expired', `"${id}" was to be redeemed by ${redeemBy}.`);
  if (maxRedemptions !== null && coupon.redemptions >= maxRedemptions) throw exhausted(coupon);
  if (deduction.kind === 'amount' && !deduction.amounts.has(currency)) {
    const detail = `The coupon "${id}" has no amount in ${currency}, the customer's currency.`;
    throw new InvalidInput({ code: 'coupon_currency_missing', pointer, detail });
  }
};

export const exhausted = ({ id, maxRedemptions }: Pick<Coupon, 'id' | 'maxRedemptions'>): Conflict =>
  refused('coupon_exhausted', `The coupon "${id}" has been redeemed ${maxRedemptions} times, as often as it may be.`);

export const alreadyApplied = (id: CouponId, customer: CustomerId): Conflict =>
  refused('coupon_already_applied', `The customer "${customer}" has redeemed the coupon "${id}" already.`);

const pointer = '/couponId';
const refused = (code: string, detail: string) => new Conflict(code, detail, pointer);

type Redemption = Pick<Discount, 'id' | 'customerId' | 'startAt' | 'createdAt'>;

export const redeemed = ({ id: coupon, name, deduction, duration, appliesTo }: Coupon, as: Redemption): Discount => ({
  ...as,
  ...{ couponId: coupon, name, deduction, duration, appliesTo },
  removedAt: null,
  uses: [],
});

/** How many periods it has in all; null for ever. */
export const periodsOf = ({ duration }: Pick<Discount, 'duration'>): number | null => {
  if (duration.kind === 'periods') return duration.periods;
  return duration.kind === 'once' ? 1 : null;
};

/** How many periods it has left for an invoice, the one that the invoice uses included: the same however often it is asked,
 *  used already or not. Infinite for ever; none of a period that ended before it started, or after it was removed.
 *  @param period the invoice's; empty for what is due at a subscription's start
 *  @param invoice the first of those that replace one another */
export const periodsFor = (discount: Discount, { start, end }: Period, invoice: InvoiceId): number => {
  const { startAt, removedAt, uses } = discount;
  const left = (periodsOf(discount) ?? Number.POSITIVE_INFINITY) - uses.filter((one) => one !== invoice).length;
  const isStarted = startAt < end || (start === end && startAt === end);
  const isRunning = isStarted && (removedAt === null || removedAt >= end);
  return isRunning || uses.includes(invoice) ? Math.max(left, 0) : 0;
};

/** Neither removed nor used up. */
export const isActive = (discount: Discount): boolean => statusOf(discount) === 'active';

export const statusOf = (discount: Discount): 'active' | 'used_up' | 'removed' => {
  if (discount.removedAt !== null) return 'removed';
  const periods = periodsOf(discount);
  return periods !== null && discount.uses.length >= periods ? 'used_up' : 'active';
};

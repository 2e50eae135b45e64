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
  /** When it begins, in the time of the customer. It applies to periods that end later. */
  readonly startAt: Instant;
  /** When it was taken away; null while it has not been. Periods that ended by then keep it. */
  readonly removedAt: Instant | null;
  /** The invoices that used one of its periods. An invoice that replaces another one stands here under the id of the
   *  first. A discount for ever keeps no uses. */
  readonly uses: readonly InvoiceId[];
  readonly createdAt: Instant;
}

/** Refuses a coupon that the customer cannot redeem now.
 *  @param now the time of the customer
 *  @throws Conflict `coupon_archived`, `coupon_exhausted`, `coupon_expired` at `/couponId`
 *  @throws InvalidInput `coupon_currency_missing` at `/couponId` */
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

/** How many active discounts a customer has at most: one invoice, and one transaction, takes so many. */
const maxDiscounts = 20;

/** Refuses one more discount where the customer has as many as it may have.
 *  @throws Conflict `too_many_discounts` at `/couponId` */
export const assertRoom = (discounts: readonly Discount[]): void => {
  if (discounts.filter(isActive).length < maxDiscounts) return;
  throw refused('too_many_discounts', `A customer has at most ${maxDiscounts} discounts.`);
};

export const exhausted = ({ id, maxRedemptions }: Pick<Coupon, 'id' | 'maxRedemptions'>): Conflict =>
  refused('coupon_exhausted', `The coupon "${id}" has been redeemed ${maxRedemptions} times, as often as it may be.`);

export const alreadyApplied = (id: CouponId, customer: CustomerId): Conflict =>
  refused('coupon_already_applied', `The customer "${customer}" has redeemed the coupon "${id}" already.`);

const pointer = '/couponId';
const refused = (code: string, detail: string) => new Conflict(code, detail, pointer);

type Redemption = Pick<Discount, 'id' | 'customerId' | 'startAt' | 'createdAt'>;

/** The discount that a coupon becomes. */
export const redeemed = ({ id: coupon, name, deduction, duration, appliesTo }: Coupon, as: Redemption): Discount => ({
  ...as,
  ...{ couponId: coupon, name, deduction, duration, appliesTo },
  removedAt: null,
  uses: [],
});

/** How many periods it has in all; null for a discount for ever. */
export const periodsOf = ({ duration }: Pick<Discount, 'duration'>): number | null => {
  if (duration.kind === 'periods') return duration.periods;
  return duration.kind === 'once' ? 1 : null;
};

/** How many periods it has left for an invoice, the one included that this invoice uses. So the answer is the same
 *  whether the invoice has used it yet or not. It is infinite for ever, and none for a period that ended before the
 *  discount began, or after it was removed.
 *
 *  A discount of 3 periods that two other invoices have used has 1 left for this invoice, before and after this one
 *  uses it.
 *  @param period of the invoice; it is empty for what is due at the start of a subscription
 *  @param invoice the first of those that replace one another */
export const periodsFor = (discount: Discount, { start, end }: Period, invoice: InvoiceId): number => {
  const { startAt, removedAt, uses } = discount;
  const left = (periodsOf(discount) ?? Number.POSITIVE_INFINITY) - uses.filter((one) => one !== invoice).length;
  const isStarted = startAt < end || (start === end && startAt === end);
  const isRunning = isStarted && (removedAt === null || removedAt >= end);
  return isRunning || uses.includes(invoice) ? Math.max(left, 0) : 0;
};

/** Whether it is neither removed nor used up. */
export const isActive = (discount: Discount): boolean => statusOf(discount) === 'active';

export const statusOf = (discount: Discount): 'active' | 'used_up' | 'removed' => {
  if (discount.removedAt !== null) return 'removed';
  const periods = periodsOf(discount);
  return periods !== null && discount.uses.length >= periods ? 'used_up' : 'active';
};

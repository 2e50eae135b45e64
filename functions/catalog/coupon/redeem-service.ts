import type { CouponId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { unknownReference } from '../../kernel/meterline-error.ts';
import { untilWritten } from '../../platform/table/transaction.ts';
import type { Customer } from '../customer/customer.ts';
import { findCoupon } from './coupon-store.ts';
import { assertRedeemable, assertRoom, type Discount, redeemed } from './discount.ts';
import { discountsOf, redeemCoupon, redemptionsOf } from './discount-store.ts';

/** Redeems a coupon for a customer. Where the customer redeems another one at the same moment, it is decided anew, so that the limit
 *  of discounts holds.
 *  @param now the time of the customer, at which the coupon has to be redeemable
 *  @throws InvalidInput `unknown_coupon` at `/couponId`
 *  @throws Conflict those of `assertRedeemable`, `assertRoom` and `redeemCoupon`; Contended `discount_contended` */
export const redeem = (
  id: CouponId,
  customer: Customer,
  as: Pick<Discount, 'id' | 'customerId' | 'startAt' | 'createdAt'>,
  now: Instant,
): Promise<Discount> =>
  untilWritten('discount', customer.id, async () => {
    const coupon = await findCoupon(id);
    if (coupon === undefined) throw unknownReference('coupon', id, '/couponId');
    assertRedeemable(coupon, customer, now);
    const redemptions = await redemptionsOf(customer.id);
    assertRoom(await discountsOf(customer.id));
    const discount = redeemed(coupon, as);
    return (await redeemCoupon(coupon, discount, redemptions)) ? discount : undefined;
  });

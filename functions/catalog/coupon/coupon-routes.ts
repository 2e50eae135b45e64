import { z } from 'zod';
import { instantSchema } from '../../kernel/instant-wire.ts';
import { defineRoutes } from '../../platform/http/route.ts';
import { creating, list, listing, reading } from '../../platform/http/route-kinds.ts';
import { couponIdSchema, couponWire, newCouponSchema } from './coupon-wire.ts';
import { discountWire } from './discount-wire.ts';

export const couponRoutes = defineRoutes({
  createCoupon: {
    ...creating,
    path: '/coupons',
    summary: 'Make a coupon: a percentage or an amount off, once, for some periods, or for ever',
    body: newCouponSchema,
    response: couponWire,
  },
  listCoupons: {
    ...listing,
    path: '/coupons',
    summary: 'Coupons, newest first',
    response: list(couponWire),
  },
  getCoupon: {
    ...reading,
    path: '/coupons/{couponId}',
    summary: 'A coupon, and how often it was redeemed',
    response: couponWire,
  },
  archiveCoupon: {
    ...creating,
    status: 200,
    path: '/coupons/{couponId}/archive',
    summary: 'Let nobody redeem a coupon any more; discounts that it became go on',
    response: couponWire,
  },
  redeemCoupon: {
    ...creating,
    path: '/customers/{customerId}/coupons',
    summary: 'Give a customer the discount of a coupon, from now on or from then',
    body: z.strictObject({ couponId: couponIdSchema, startAt: instantSchema.optional() }),
    response: discountWire,
  },
  listDiscounts: {
    ...listing,
    portal: 'path',
    path: '/customers/{customerId}/coupons',
    summary: "A customer's discounts, oldest first, with the periods that are used and left",
    response: list(discountWire),
  },
  removeDiscount: {
    method: 'DELETE',
    access: 'admin',
    path: '/customers/{customerId}/coupons/{discountId}',
    summary: 'Take a discount away; periods that have ended keep it, and the coupon may be redeemed again',
    response: discountWire,
    status: 200,
  },
});

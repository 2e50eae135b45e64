import { z } from 'zod';
import { instantSchema } from '../../kernel/instant-wire.ts';
import { pageQuery } from '../../platform/http/page.ts';
import { defineRoutes, type Route } from '../../platform/http/route.ts';
import { couponIdSchema, couponWire, newCouponSchema } from './coupon-wire.ts';
import { discountWire } from './discount-wire.ts';

const creating = { method: 'POST', access: 'admin', status: 201, creates: true } as const satisfies Partial<Route>;
const reading = { method: 'GET', access: 'read', status: 200 } as const satisfies Partial<Route>;

const list = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });

export const couponRoutes = defineRoutes({
  createCoupon: {
    ...creating,
    path: '/coupons',
    summary: 'Make a coupon: a percentage or an amount off, once, for some periods, or for ever',
    body: newCouponSchema,
    response: couponWire,
  },
  listCoupons: {
    ...reading,
    path: '/coupons',
    summary: 'Coupons, newest first',
    query: pageQuery,
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
    ...reading,
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

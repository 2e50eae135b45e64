import { couponId, customerId, discountId } from '../../kernel/ids.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Implementations } from '../../platform/http/http-api.ts';
import { newId } from '../../platform/new-id.ts';
import { mapPage } from '../../platform/table/cursor.ts';
import { customerNow, requireCustomer } from '../customer/customer-store.ts';
import type { couponRoutes } from './coupon-routes.ts';
import { archiveCoupon, couponPage, createCoupon, requireCoupon } from './coupon-store.ts';
import { couponOf, couponToWire } from './coupon-wire.ts';
import { discountPage, removeDiscount } from './discount-store.ts';
import { discountToWire } from './discount-wire.ts';
import { redeem } from './redeem-service.ts';

/** What the catalog's handler answers about coupons and discounts. */
export const couponApi: Implementations<typeof couponRoutes> = {
  createCoupon: async ({ body }) => {
    const coupon = couponOf(body, wallClock());
    await createCoupon(coupon);
    return { json: couponToWire(coupon) };
  },
  listCoupons: async ({ query }) => ({
    json: mapPage(await couponPage(query), couponToWire),
  }),
  getCoupon: async ({ parameters }) => ({
    json: couponToWire(await requireCoupon(couponId(parameters.couponId ?? ''))),
  }),
  archiveCoupon: async ({ parameters }) => ({
    json: couponToWire(await archiveCoupon(couponId(parameters.couponId ?? ''))),
  }),

  redeemCoupon: async ({ body, parameters }) => {
    const customer = await requireCustomer(customerId(parameters.customerId ?? ''));
    const createdAt = wallClock();
    const now = await customerNow(customer, createdAt);
    const as = { id: discountId(newId('dsc')), customerId: customer.id, startAt: body.startAt ?? now, createdAt };
    const discount = await redeem(body.couponId, customer, as, now);
    return { json: discountToWire(discount) };
  },
  listDiscounts: async ({ parameters, query }) => {
    const { id } = await requireCustomer(customerId(parameters.customerId ?? ''));
    return { json: mapPage(await discountPage(id, query), discountToWire) };
  },
  removeDiscount: async ({ parameters }) => {
    const customer = await requireCustomer(customerId(parameters.customerId ?? ''));
    const at = await customerNow(customer, wallClock());
    return { json: discountToWire(await removeDiscount(customer.id, discountId(parameters.discountId ?? ''), at)) };
  },
};

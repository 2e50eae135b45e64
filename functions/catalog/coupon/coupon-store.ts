import type { CouponId } from '../../kernel/ids.ts';
import { Conflict, NotFound } from '../../kernel/meterline-error.ts';
import { mapPage, type Page } from '../../platform/table/cursor.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import { listPage, readItem, updateItem } from '../table/item-store.ts';
import { couponItem, listKey } from '../table/keys.ts';
import { commit, create } from '../table/transaction-store.ts';
import type { Coupon } from './coupon.ts';
import { couponFromWire, couponToWire, couponWire } from './coupon-wire.ts';

const kind = 'COUPONS';

/** @throws Conflict `coupon_exists` */
export const createCoupon = async (coupon: Coupon): Promise<void> => {
  const { id, createdAt } = coupon;
  const item = create(couponItem(id), { ...couponToWire(coupon), ...listKey(kind, createdAt, id) });
  await commit({ item, refusal: () => new Conflict('coupon_exists', `There is a coupon "${id}" already.`, '/id') });
};

/** The read is strongly consistent. */
export const findCoupon = async (id: CouponId): Promise<Coupon | undefined> => {
  const item = await readItem(couponItem(id));
  return item === undefined ? undefined : fromItem(item);
};

/** The read is strongly consistent.
 *  @throws NotFound `coupon_not_found` */
export const requireCoupon = async (id: CouponId): Promise<Coupon> => {
  const coupon = await findCoupon(id);
  if (coupon === undefined) throw new NotFound('coupon', id);
  return coupon;
};

/** Newest first. */
export const couponPage = async (request: PageRequest): Promise<Page<Coupon>> =>
  mapPage(await listPage(kind, request), fromItem);

/** Lets nobody redeem the coupon any more. Customers who have redeemed it keep the discount. Archived already, it
 *  stays as it is.
 *  @throws NotFound `coupon_not_found` */
export const archiveCoupon = async (id: CouponId): Promise<Coupon> => {
  const item = await updateItem(couponItem(id), {
    UpdateExpression: 'SET #status = :archived',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: { ':archived': 'archived' },
  });
  if (item === undefined) throw new NotFound('coupon', id);
  return fromItem(item);
};

const fromItem = (item: unknown): Coupon => couponFromWire(couponWire.parse(item));

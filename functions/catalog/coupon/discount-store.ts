import { z } from 'zod';
import { type CouponId, type CustomerId, type DiscountId, type InvoiceId, invoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { untilWritten } from '../../platform/table/transaction.ts';
import { readAll } from '../table/item-store.ts';
import {
  couponItem,
  customerPartition,
  discountItem,
  discountPrefix,
  discountUseItem,
  redeemedItem,
  redemptionsItem,
} from '../table/keys.ts';
import { commitIfUnchanged, create, nextRevision, replace, revisionOf } from '../table/transaction-store.ts';
import type { Coupon } from './coupon.ts';
import { alreadyApplied, type Discount, exhausted } from './discount.ts';
import { discountFromItem, discountItemWire, discountToItem } from './discount-wire.ts';

/** How often a customer has redeemed a coupon. It is read before the discounts by which a further redemption is decided. */
export const redemptionsOf = (customer: CustomerId): Promise<number> => revisionOf(redemptionsItem(customer));

/** Redeems a coupon. In one transaction it stores the discount, counts it against the limit of the coupon, and marks
 *  that the customer has redeemed the coupon.
 *  @param redemptions of the customer, by which it was decided
 *  @returns false where the customer has redeemed another coupon meanwhile: it is to be decided anew
 *  @throws Conflict `coupon_exhausted`, `coupon_already_applied` */
export const redeemCoupon = (coupon: Coupon, discount: Discount, redemptions: number): Promise<boolean> => {
  const { id, customerId } = discount;
  const refusal = () => alreadyApplied(coupon.id, customerId);
  return commitIfUnchanged(
    [nextRevision(redemptionsItem(customerId), redemptions)],
    { item: countRedemption(coupon), refusal: () => exhausted(coupon) },
    { item: markRedeemed(coupon.id, discount), refusal },
    { item: create(discountItem(customerId, id), { ...discountToItem(discount), state: 'active' }), refusal },
  );
};

/** Marks the coupon as redeemed by the customer. That holds once, until its discount is removed. */
const markRedeemed = (coupon: CouponId, { id, customerId }: Discount) => ({
  Put: {
    TableName: tableOf('catalog'),
    Item: { ...redeemedItem(customerId, coupon), discountId: id, state: 'active' },
    ConditionExpression: 'attribute_not_exists(pk) OR #state = :removed',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':removed': 'removed' },
  },
});

/** Counts one more redemption, within the limit. The limit of a coupon never changes, so the condition may name it. */
const countRedemption = ({ id, maxRedemptions }: Coupon) => ({
  Update: {
    TableName: tableOf('catalog'),
    Key: couponItem(id),
    UpdateExpression: 'ADD #redemptions :one',
    ExpressionAttributeNames: { '#redemptions': 'redemptions' },
    ...(maxRedemptions === null
      ? { ExpressionAttributeValues: { ':one': 1 } }
      : {
          ConditionExpression: '#redemptions < :max',
          ExpressionAttributeValues: { ':one': 1, ':max': maxRedemptions },
        }),
  },
});

/** The discounts of a customer, the oldest first, ended ones too; strongly consistent. */
export const discountsOf = async (customer: CustomerId): Promise<readonly Discount[]> => {
  const items = await readAll(customerPartition(customer), discountPrefix);
  const uses = items.flatMap((item) => (item.usedBy === undefined ? [] : [useItem.parse(item)]));
  return items
    .filter(({ usedBy }) => usedBy === undefined)
    .map((item) => discountItemWire.parse(item))
    .map((item) =>
      discountFromItem(
        item,
        uses.filter(({ discountId }) => discountId === item.id).map(({ usedBy }) => usedBy),
      ),
    );
};

const useItem = z.object({ discountId: z.string(), usedBy: z.string().transform(invoiceId) });

/** The read is strongly consistent.
 *  @throws NotFound `discount_not_found` */
export const requireDiscount = async (customer: CustomerId, id: DiscountId): Promise<Discount> => {
  const discount = (await discountsOf(customer)).find((candidate) => candidate.id === id);
  if (discount === undefined) throw new NotFound('discount', id);
  return discount;
};

/** Takes a discount away. Periods that ended by `at` keep it, and the coupon may be redeemed again. Removed already,
 *  it stays as it is.
 *  @throws NotFound `discount_not_found`; Contended `discount_contended` */
export const removeDiscount = (customer: CustomerId, id: DiscountId, at: Instant): Promise<Discount> =>
  untilWritten('discount', id, async () => {
    const discount = await requireDiscount(customer, id);
    if (discount.removedAt !== null) return discount;
    const removed = replace(discountItem(customer, id), { state: 'removed', removedAt: at }, ['state', 'active']);
    const redeemable = replace(redeemedItem(customer, discount.couponId), { state: 'removed' }, ['discountId', id]);
    const written = await commitIfUnchanged([{ Update: removed }, { Update: redeemable }]);
    return written ? { ...discount, removedAt: at } : undefined;
  });

/** The write that notes that an invoice uses a period of the discount, for the transaction of the draft. Made again,
 *  it changes nothing. */
export const useOf = ({ id, customerId }: Pick<Discount, 'id' | 'customerId'>, invoice: InvoiceId) => ({
  Put: {
    TableName: tableOf('catalog'),
    Item: { ...discountUseItem(customerId, id, invoice), discountId: id, usedBy: invoice },
  },
});

/** The write that gives the period back, for the transaction of the void. Made again, it changes nothing. */
export const returnOf = ({ id, customerId }: Pick<Discount, 'id' | 'customerId'>, invoice: InvoiceId) => ({
  Delete: { TableName: tableOf('catalog'), Key: discountUseItem(customerId, id, invoice) },
});

import { z } from 'zod';
import { type CouponId, type CustomerId, type DiscountId, type InvoiceId, invoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { cursorOf, type Page } from '../../platform/table/cursor.ts';
import type { Item, PageRequest } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { untilWritten } from '../../platform/table/transaction.ts';
import { readAll, readPage } from '../table/item-store.ts';
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
export const discountsOf = async (customer: CustomerId): Promise<readonly Discount[]> =>
  withUses(await readAll(customerPartition(customer), discountPrefix)).map(({ discount }) => discount);

/** Items of one query for a page of discounts, and queries for a page. */
const pageReads = { items: 500, queries: 4 } as const;

/** A page of the discounts of a customer, the oldest first, ended ones too; strongly consistent. It may be shorter than `limit` where
 *  the discounts have very many uses.
 *  @throws InvalidInput `invalid_cursor` */
export const discountPage = async (customer: CustomerId, { limit, cursor }: PageRequest): Promise<Page<Discount>> => {
  const items: Item[] = [];
  let next: string | null | undefined = cursor;
  let whole: readonly WithUses[] = [];
  for (let queries = 0; next !== null; queries += 1) {
    if (whole.length >= limit || (whole.length > 0 && queries >= pageReads.queries)) break;
    const request = { limit: pageReads.items, cursor: next };
    const page: Page<Item> = await readPage(customerPartition(customer), discountPrefix, 'ascending', request);
    items.push(...page.data);
    next = page.nextCursor;
    // More uses of the last one may follow.
    whole = next === null ? withUses(items) : withUses(items).slice(0, -1);
  }
  const shown = whole.slice(0, limit);
  const isLast = next === null && shown.length === whole.length;
  return { data: shown.map(({ discount }) => discount), nextCursor: isLast ? null : cursorOf(shown.at(-1)?.end) };
};

interface WithUses {
  readonly discount: Discount;
  /** The key of its last item: of its last use, or its own. */
  readonly end: { readonly pk: string; readonly sk: string };
}

/** The discounts among items in the order of their keys, in which each stands before its uses. Uses at the beginning are of a discount
 *  that an earlier page had. */
const withUses = (items: readonly Item[]): readonly WithUses[] => {
  const discounts = items.flatMap((item, at) => (item.usedBy === undefined ? [{ item, at }] : []));
  return discounts.map(({ item, at }, index) => {
    const uses = items.slice(at + 1, discounts[index + 1]?.at ?? items.length);
    const discount = discountFromItem(
      discountItemWire.parse(item),
      uses.map((use) => useItem.parse(use).usedBy),
    );
    return { discount, end: keyItem.parse(uses.at(-1) ?? item) };
  });
};

const keyItem = z.object({ pk: z.string(), sk: z.string() });
const useItem = z.object({ usedBy: z.string().transform(invoiceId) });

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

import { z } from 'zod';
import { couponId, customerId, discountId, type InvoiceId } from '../../kernel/ids.ts';
import { parseInstant } from '../../kernel/instant.ts';
import { instantWire } from '../../kernel/instant-wire.ts';
import { couponTermsWire, termsFromWire, termsToWire } from './coupon-terms-wire.ts';
import { type Discount, periodsOf, statusOf } from './discount.ts';

const common = couponTermsWire.extend({
  id: z.string(),
  couponId: z.string(),
  customerId: z.string(),
  startAt: instantWire,
  removedAt: instantWire.nullable(),
  createdAt: instantWire,
});

/** A discount as it is stored. Its uses are items of their own beside it. */
export const discountItemWire = common;

/** A discount as it is answered. */
export const discountWire = common.extend({
  status: z.enum(['active', 'used_up', 'removed']),
  periodsUsed: z.int().nonnegative().nullable().meta({ description: 'null for a discount for ever' }),
  periodsLeft: z.int().nonnegative().nullable().meta({ description: 'null for a discount for ever' }),
});

export const discountToItem = (discount: Discount): z.output<typeof discountItemWire> => {
  const { id, couponId: coupon, customerId: customer, startAt, removedAt, createdAt } = discount;
  return { ...termsToWire(discount), id, couponId: coupon, customerId: customer, startAt, removedAt, createdAt };
};

export const discountFromItem = (item: z.output<typeof discountItemWire>, uses: readonly InvoiceId[]): Discount => ({
  ...termsFromWire(item),
  id: discountId(item.id),
  couponId: couponId(item.couponId),
  customerId: customerId(item.customerId),
  startAt: parseInstant(item.startAt),
  removedAt: item.removedAt === null ? null : parseInstant(item.removedAt),
  uses,
  createdAt: parseInstant(item.createdAt),
});

export const discountToWire = (discount: Discount): z.output<typeof discountWire> => {
  const periods = periodsOf(discount);
  const used = discount.uses.length;
  return {
    ...discountToItem(discount),
    status: statusOf(discount),
    periodsUsed: periods === null ? null : used,
    periodsLeft: periods === null ? null : Math.max(periods - used, 0),
  };
};

import type { CouponId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { CouponTerms } from './coupon-terms.ts';

/** A coupon, which customers redeem. It never changes, but that its redemptions are counted and that it can be
 *  archived. */
export interface Coupon extends CouponTerms {
  readonly id: CouponId;
  readonly maxRedemptions: number | null;
  readonly redemptions: number;
  /** The last moment to redeem it, in the time of the customer. */
  readonly redeemBy: Instant | null;
  readonly status: CouponStatus;
  readonly createdAt: Instant;
}

export const statuses = ['active', 'archived'] as const;
export type CouponStatus = (typeof statuses)[number];

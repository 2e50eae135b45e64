import type { CouponId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { CouponTerms } from './coupon-terms.ts';

/** Immutable but for being counted and archived. */
export interface Coupon extends CouponTerms {
  readonly id: CouponId;
  readonly maxRedemptions: number | null;
  readonly redemptions: number;
  /** The last moment, in the customer's time. */
  readonly redeemBy: Instant | null;
  readonly status: CouponStatus;
  readonly createdAt: Instant;
}

export const statuses = ['active', 'archived'] as const;
export type CouponStatus = (typeof statuses)[number];

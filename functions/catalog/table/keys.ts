import type {
  CouponId,
  CustomerId,
  DiscountId,
  InvoiceId,
  MeterKey,
  PlanId,
  SubscriptionId,
  TaxRateId,
  TestClockId,
} from '../../kernel/ids.ts';
import type { Key } from '../../kernel/key.ts';

/** All meters share a partition, so that one strongly consistent query reads them all. `REVISION` counts how often a
 *  meter was made. */
export const meterPartition = 'METERS';
export const meterPrefix = 'METER#';
export const meterItem = (key: MeterKey): Key => ({ pk: meterPartition, sk: `${meterPrefix}${key}` });
export const metersRevisionItem: Key = { pk: meterPartition, sk: 'REVISION' };

/** `LATEST` is a copy of the newest version. */
export const planPartition = (id: PlanId): string => `PLAN#${id}`;
export const planVersionPrefix = 'VERSION#';
export const latestPlanItem = (id: PlanId): Key => ({ pk: planPartition(id), sk: 'LATEST' });
/** The number has ten digits, so that the order of texts is the order of versions. */
export const planVersionItem = (id: PlanId, version: number): Key => ({
  pk: planPartition(id),
  sk: `${planVersionPrefix}${String(version).padStart(10, '0')}`,
});

export const customerPartition = (id: CustomerId): string => `CUSTOMER#${id}`;
export const customerItem = (id: CustomerId): Key => ({ pk: customerPartition(id), sk: 'CUSTOMER' });
/** The mark is there from the first subscription of a customer on, and names the latest one. While that one is active,
 *  no other can be put. */
export const activeSubscriptionItem = (id: CustomerId): Key => ({
  pk: customerPartition(id),
  sk: 'ACTIVE_SUBSCRIPTION',
});
export const customerSubscriptionPrefix = 'SUBSCRIPTION#';
export const customerSubscriptionItem = (id: CustomerId, subscription: SubscriptionId): Key => ({
  pk: customerPartition(id),
  sk: `${customerSubscriptionPrefix}${subscription}`,
});

export const subscriptionItem = (id: SubscriptionId): Key => ({ pk: `SUBSCRIPTION#${id}`, sk: 'SUBSCRIPTION' });

export const testClockPartition = (id: TestClockId): string => `TEST_CLOCK#${id}`;
export const testClockItem = (id: TestClockId): Key => ({ pk: testClockPartition(id), sk: 'TEST_CLOCK' });
export const clockCustomerPrefix = 'CUSTOMER#';
export const clockCustomerItem = (id: TestClockId, customer: CustomerId): Key => ({
  pk: testClockPartition(id),
  sk: `${clockCustomerPrefix}${customer}`,
});

export const couponItem = (id: CouponId): Key => ({ pk: `COUPON#${id}`, sk: 'COUPON' });
/** The mark that a customer has redeemed a coupon, and as which discount. It can be set once, until that discount is
 *  removed. */
export const redeemedItem = (id: CustomerId, coupon: CouponId): Key => ({
  pk: customerPartition(id),
  sk: `REDEEMED#${coupon}`,
});
/** Counts how often the customer has redeemed a coupon. */
export const redemptionsItem = (id: CustomerId): Key => ({ pk: customerPartition(id), sk: 'REDEMPTIONS' });
/** The uses of a discount follow it in the order of keys, so that one query reads all discounts of a customer with
 *  their uses. */
export const discountPrefix = 'DISCOUNT#';
export const discountItem = (id: CustomerId, discount: DiscountId): Key => ({
  pk: customerPartition(id),
  sk: `${discountPrefix}${discount}`,
});
export const discountUseItem = (id: CustomerId, discount: DiscountId, invoice: InvoiceId): Key => ({
  pk: customerPartition(id),
  sk: `${discountPrefix}${discount}#USE#${invoice}`,
});

/** The key of the index `list`, which has the things of a kind in the order of their making. */
export const listKey = (kind: string, createdAt: string, id: string) => ({
  listPk: kind,
  listSk: `${createdAt}#${id}`,
});

/** The key of the index `due`, by the time of the close. Only subscriptions of customers on the wall clock have one: a
 *  test clock closes its own. */
export const duePartition = 'DUE';
export const dueKey = (closeAt: string, id: SubscriptionId) => ({ duePk: duePartition, dueSk: `${closeAt}#${id}` });

/** All tax rates share a partition. An id begins with its country, so that one strongly consistent query reads the
 *  rates of a country. */
export const taxRatePartition = 'TAX_RATES';
export const taxRatePrefix = 'RATE#';
export const taxRateItem = (id: TaxRateId): Key => ({ pk: taxRatePartition, sk: `${taxRatePrefix}${id}` });
/** Counts how many rates the country ever got. */
export const taxRatesRevisionItem = (country: string): Key => ({ pk: taxRatePartition, sk: `REVISION#${country}` });
export const taxSettingsItem: Key = { pk: 'TAX_SETTINGS', sk: 'TAX_SETTINGS' };

/** The mark that a customer has had this one as parent. Whether it still has, the item of the child says. */
export const childPrefix = 'CHILD#';
export const childItem = (parent: CustomerId, child: CustomerId): Key => ({
  pk: customerPartition(parent),
  sk: `${childPrefix}${child}`,
});

/** A migration, and beside it each subscription that was refused. */
export const migrationPartition = (id: string): string => `MIGRATION#${id}`;
export const migrationItem = (id: string): Key => ({ pk: migrationPartition(id), sk: 'MIGRATION' });
export const refusalPrefix = 'REFUSED#';
export const refusalItem = (id: string, subscription: string): Key => ({
  pk: migrationPartition(id),
  sk: `${refusalPrefix}${subscription}`,
});

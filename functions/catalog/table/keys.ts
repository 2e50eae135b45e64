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

/** All meters share a partition, so that one strong query reads them all; `revision` counts their creations. */
export const meterPartition = 'METERS';
export const meterPrefix = 'METER#';
export const meterItem = (key: MeterKey): Key => ({ pk: meterPartition, sk: `${meterPrefix}${key}` });
export const metersRevisionItem: Key = { pk: meterPartition, sk: 'REVISION' };

/** `latest` is a copy of the newest version. */
export const planPartition = (id: PlanId): string => `PLAN#${id}`;
export const planVersionPrefix = 'VERSION#';
export const latestPlanItem = (id: PlanId): Key => ({ pk: planPartition(id), sk: 'LATEST' });
/** Ten digits: text order is the order of the numbers. */
export const planVersionItem = (id: PlanId, version: number): Key => ({
  pk: planPartition(id),
  sk: `${planVersionPrefix}${String(version).padStart(10, '0')}`,
});

export const customerPartition = (id: CustomerId): string => `CUSTOMER#${id}`;
export const customerItem = (id: CustomerId): Key => ({ pk: customerPartition(id), sk: 'CUSTOMER' });
/** There while the customer has an active subscription: no second one can be put. */
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
/** That a customer has redeemed a coupon, and as which discount: once, until that is removed. */
export const redeemedItem = (id: CustomerId, coupon: CouponId): Key => ({
  pk: customerPartition(id),
  sk: `REDEEMED#${coupon}`,
});
/** One query reads a customer's discounts, each followed by its uses. */
export const discountPrefix = 'DISCOUNT#';
export const discountItem = (id: CustomerId, discount: DiscountId): Key => ({
  pk: customerPartition(id),
  sk: `${discountPrefix}${discount}`,
});
export const discountUseItem = (id: CustomerId, discount: DiscountId, invoice: InvoiceId): Key => ({
  pk: customerPartition(id),
  sk: `${discountPrefix}${discount}#USE#${invoice}`,
});

/** Key of the index `list`: a kind of thing in the order of its making. */
export const listKey = (kind: string, createdAt: string, id: string) => ({
  listPk: kind,
  listSk: `${createdAt}#${id}`,
});

/** Key of the index `due`: only subscriptions of customers on the wall clock have one. */
export const duePartition = 'DUE';
export const dueKey = (closeAt: string, id: SubscriptionId) => ({ duePk: duePartition, dueSk: `${closeAt}#${id}` });

/** All rates share a partition; an id begins with its country, so that one strong query reads a country's. */
export const taxRatePartition = 'TAX_RATES';
export const taxRatePrefix = 'RATE#';
export const taxRateItem = (id: TaxRateId): Key => ({ pk: taxRatePartition, sk: `${taxRatePrefix}${id}` });
/** Grows with each new rate of the country. */
export const taxRatesRevisionItem = (country: string): Key => ({ pk: taxRatePartition, sk: `REVISION#${country}` });
export const taxSettingsItem: Key = { pk: 'TAX_SETTINGS', sk: 'TAX_SETTINGS' };

/** Who has had this customer as parent: whether it still is says the child. */
export const childPrefix = 'CHILD#';
export const childItem = (parent: CustomerId, child: CustomerId): Key => ({
  pk: customerPartition(parent),
  sk: `${childPrefix}${child}`,
});

/** A move of a plan's subscriptions, and each that was refused. */
export const migrationPartition = (id: string): string => `MIGRATION#${id}`;
export const migrationItem = (id: string): Key => ({ pk: migrationPartition(id), sk: 'MIGRATION' });
export const refusalPrefix = 'REFUSED#';
export const refusalItem = (id: string, subscription: string): Key => ({
  pk: migrationPartition(id),
  sk: `${refusalPrefix}${subscription}`,
});

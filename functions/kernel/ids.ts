import { hash } from 'node:crypto';
import type { Instant } from './instant.ts';

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type CustomerId = Id<'CustomerId'>;
export type MeterKey = Id<'MeterKey'>;
export type PlanId = Id<'PlanId'>;
export type SubscriptionId = Id<'SubscriptionId'>;
export type InvoiceId = Id<'InvoiceId'>;
export type TestClockId = Id<'TestClockId'>;
export type TaxRateId = Id<'TaxRateId'>;
export type CouponId = Id<'CouponId'>;
export type DiscountId = Id<'DiscountId'>;

export const customerId = (text: string): CustomerId => text as CustomerId;
export const meterKey = (text: string): MeterKey => text as MeterKey;
export const planId = (text: string): PlanId => text as PlanId;
export const subscriptionId = (text: string): SubscriptionId => text as SubscriptionId;
export const invoiceId = (text: string): InvoiceId => text as InvoiceId;
export const testClockId = (text: string): TestClockId => text as TestClockId;
export const taxRateId = (text: string): TaxRateId => text as TaxRateId;
export const couponId = (text: string): CouponId => text as CouponId;
export const discountId = (text: string): DiscountId => text as DiscountId;

/** A customer's id is the company's own, and stands in keys and paths. So it has neither `#` nor `/`, and is not a
 *  path of dots. */
export const isCustomerId = (text: string): boolean => /^(?!\.{1,2}$)[A-Za-z0-9._\-:@]{1,128}$/.test(text);

/** 132 bits of SHA-256 over the parts: base64url, 22 characters. Each part is preceded by its length in bytes, so that
 *  ("ab", "c") and ("a", "bc") differ.
 *  It is one call and needs no buffer, since it runs twice for every event: that takes a fifth of the time of the
 *  obvious way. */
export const digest = (...parts: readonly string[]): string => digestOf(parts);

/** The same for parts of which there may be tens of thousands: more than a call takes arguments. */
export const digestOf = (parts: readonly string[]): string => {
  let text = '';
  for (const part of parts) text += `${Buffer.byteLength(part)}:${part}`;
  return hash('sha256', text, 'base64url').slice(0, 22);
};

/** The id of the invoice of a subscription's period, so that a retry finds the same invoice. Ids sort by the period's
 *  end. */
export const invoiceIdOf = (subscription: SubscriptionId, periodEnd: Instant): InvoiceId =>
  invoiceId(`inv_${periodEnd.slice(0, 10).replaceAll('-', '')}_${digest(subscription, periodEnd)}`);

import type { Address } from '../catalog/customer.ts';
import type { CustomerId, InvoiceId, MeterKey, PlanId, SubscriptionId, TestClockId } from '../catalog/ids.ts';
import type { Instant } from '../catalog/instant.ts';
import type { Price } from '../catalog/price.ts';
import type { Period } from '../catalog/subscription.ts';
import type { Currency } from '../money/currency.ts';
import type { Decimal } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import type { Breakdown } from '../rate/line.ts';
import type { Totals } from './totals.ts';

/** The customer as of the finalization; what changes later leaves the invoice as it is. */
export interface Buyer {
  readonly name: string;
  readonly email: string | null;
  readonly address: Address | null;
}

/** What is billed for the closed period, or what late usage changes about an invoice before. */
export type InvoiceLine = BilledLine &
  (
    | { readonly kind: 'charge'; readonly adjusts: null }
    | { readonly kind: 'adjustment'; readonly adjusts: AdjustedLine }
  );

/** A line before it has a place on an invoice. */
export type NewLine = InvoiceLine extends infer Line ? (Line extends InvoiceLine ? Omit<Line, 'id'> : never) : never;

/** A line of an earlier invoice, which stays as it is, before and after the late usage. */
export interface AdjustedLine {
  readonly invoiceId: InvoiceId;
  readonly number: string;
  readonly lineId: string;
  /** The watermark that the late usage met. */
  readonly closedThrough: Instant;
  readonly before: RatedUsage;
  readonly after: RatedUsage;
}

/** The amount is settled. */
export interface RatedUsage {
  readonly quantity: Decimal;
  readonly amount: Money;
}

interface BilledLine {
  /** `line_1`, `line_2`, …: the place on the invoice. */
  readonly id: string;
  readonly chargeId: string;
  readonly description: string;
  readonly model: Price['model'];
  /** What was counted; null for a fee. */
  readonly meter: MeterKey | null;
  /** What the line is for: a fee in advance and an adjustment are for another period than the invoice's. */
  readonly period: Period;
  readonly quantity: Decimal;
  /** Settled: `exactAmount`, rounded once; of an adjustment, the difference of two amounts that are. */
  readonly amount: Money;
  readonly exactAmount: Money;
  readonly breakdown: Breakdown;
  /** The charge of the plan as it stood, as the wire has it. */
  readonly price: Readonly<Record<string, unknown>>;
}

/** What an invoice says, from its draft on. */
export interface InvoiceContent extends Totals {
  readonly id: InvoiceId;
  readonly customerId: CustomerId;
  readonly buyer: Buyer;
  readonly subscriptionId: SubscriptionId;
  readonly planId: PlanId;
  readonly planVersion: number;
  readonly planName: string;
  readonly testClockId: TestClockId | null;
  readonly currency: Currency;
  readonly period: Period;
  readonly lines: readonly InvoiceLine[];
  /** By the wall clock; every other instant is the customer's, a test clock's where it lives on one. */
  readonly createdAt: Instant;
}

interface Issued {
  readonly number: string;
  readonly issuedAt: Instant;
}

export type DraftState = { readonly status: 'draft'; readonly number: null; readonly issuedAt: null };
export type OpenState = Issued & { readonly status: 'open' };
/** `paymentId` is null where nothing was due. */
export type PaidState = Issued & {
  readonly status: 'paid';
  readonly paidAt: Instant;
  readonly paymentId: string | null;
};
export type UncollectibleState = Issued & { readonly status: 'uncollectible'; readonly uncollectibleAt: Instant };
export type VoidState = Issued & { readonly status: 'void'; readonly voidedAt: Instant };
export type InvoiceState = DraftState | OpenState | PaidState | UncollectibleState | VoidState;

export const statuses = ['draft', 'open', 'paid', 'uncollectible', 'void'] as const;
export type InvoiceStatus = InvoiceState['status'];

export type Draft = InvoiceContent & DraftState;
export type Invoice = InvoiceContent & InvoiceState;

/** Those that have a number. */
export const issuedStatuses = statuses.filter((status) => status !== 'draft');

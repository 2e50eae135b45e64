import type { Address } from '../catalog/customer/customer.ts';
import type { Price } from '../catalog/plan/price.ts';
import type { Period } from '../catalog/subscription/billing-period.ts';
import type { CustomerId, InvoiceId, MeterKey, PlanId, SubscriptionId, TestClockId } from '../kernel/ids.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Currency } from '../money/currency.ts';
import type { Decimal } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import type { Breakdown } from '../rate/line.ts';
import type { Seller } from './seller.ts';
import type { AppliedDiscount, Totals } from './totals.ts';

/** The customer as of the finalization; what changes later leaves the invoice as it is. */
export interface Buyer {
  readonly name: string;
  readonly email: string | null;
  readonly address: Address | null;
  /** As on an invoice: `DE136695976`. */
  readonly taxIds: readonly string[];
  /** BCP 47: the language of the invoice. */
  readonly locale: string;
}

/** What is billed for the closed period; what late usage changes about an invoice before; the unused rest of a fee that was
 *  billed in advance; what is missing to the minimum commitment; what an operator adds. */
export type InvoiceLine = BilledLine &
  (
    | { readonly kind: 'charge' | 'credit' | 'minimum' | 'manual'; readonly adjusts: null }
    | { readonly kind: 'adjustment'; readonly adjusts: AdjustedLine }
  );

export type LineKind = InvoiceLine['kind'];
export const lineKinds = ['charge', 'adjustment', 'credit', 'minimum', 'manual'] as const satisfies LineKind[];

/** A line before it has a place on an invoice, and before coupons. */
export type NewLine = InvoiceLine extends infer Line
  ? Line extends InvoiceLine
    ? Omit<Line, 'id' | 'discount' | 'discounts'> & ChangedDiscounts
    : never
  : never;

/** Of a line that changes one of an earlier invoice: what that changes about its discounts. */
interface ChangedDiscounts {
  readonly discountChange?: readonly AppliedDiscount[];
}

/** Which part of `unit`s a line is for: `numerator / denominator` of the whole. */
export interface Proration {
  /** Seconds that are billed, negative where they are given back. */
  readonly numerator: number;
  /** Seconds of the whole period. */
  readonly denominator: number;
}

/** A line of an earlier invoice, which stays as it is, before and after the late usage. */
export interface AdjustedLine {
  readonly invoiceId: InvoiceId;
  /** Null where the invoice was skipped. */
  readonly number: string | null;
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
  /** Whose usage: on a consolidated invoice, a child's. */
  readonly customerId: CustomerId;
  /** `minimum` and `manual` where there is no charge. */
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
  /** Null for a whole period. */
  readonly proration: Proration | null;
  /** The line's share of what coupons take off; settled, negative where a line gives back what was discounted. */
  readonly discount: Money;
  /** What it is the sum of. */
  readonly discounts: readonly LineDiscount[];
  /** The charge of the plan as it stood, what is prorated with it, as the wire has it. */
  readonly price: Readonly<Record<string, unknown>>;
}

/** A line's part of one of the invoice's discounts. */
export interface LineDiscount {
  readonly discountId: string;
  readonly amount: Money;
}

/** What an invoice says, from its draft on. */
export interface InvoiceContent extends Totals {
  readonly id: InvoiceId;
  readonly customerId: CustomerId;
  readonly buyer: Buyer;
  /** Null in a draft. */
  readonly seller: Seller | null;
  readonly subscriptionId: SubscriptionId;
  readonly planId: PlanId;
  readonly planVersion: number;
  readonly planName: string;
  readonly testClockId: TestClockId | null;
  readonly currency: Currency;
  /** IANA name: whose days the periods are told in. */
  readonly timeZone: string;
  /** The closed one; empty for the fees that are due at a subscription's start. */
  readonly period: Period;
  readonly lines: readonly InvoiceLine[];
  /** Of a consolidated invoice, one a child and one for the parent; else none. */
  readonly sections: readonly Section[];
  /** The void invoice that this one stands in for. */
  readonly replaces: InvoiceId | null;
  /** How often it was edited as a draft. */
  readonly revision: number;
  /** By the wall clock; every other instant is the customer's, a test clock's where it lives on one. */
  readonly createdAt: Instant;
}

/** The lines of one customer on a consolidated invoice. */
export interface Section {
  readonly customerId: CustomerId;
  readonly name: string;
  readonly subtotal: Money;
  /** Of a child: what its lines are from. */
  readonly statements: readonly InvoiceId[];
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
export type VoidState = Issued & {
  readonly status: 'void';
  readonly voidedAt: Instant;
  readonly voidReason: string | null;
  readonly replacedBy: InvoiceId | null;
};
/** Final, but of nothing, and so without a number. */
export type SkippedState = { readonly status: 'skipped'; readonly number: null; readonly issuedAt: Instant };
/** What a child used, closed and priced: not an invoice of its own, but a section of its parent's. */
export type StatementState = {
  readonly status: 'statement';
  readonly number: null;
  readonly issuedAt: null;
  /** Null while it waits for it. */
  readonly consolidatedInto: InvoiceId | null;
};
export type InvoiceState =
  | StatementState
  | DraftState
  | OpenState
  | PaidState
  | UncollectibleState
  | VoidState
  | SkippedState;

export const statuses = ['draft', 'open', 'paid', 'uncollectible', 'void', 'skipped', 'statement'] as const;
export type InvoiceStatus = InvoiceState['status'];

export type Draft = InvoiceContent & DraftState;
export type Statement = InvoiceContent & StatementState;
export type Invoice = InvoiceContent & InvoiceState;
/** What a later invoice looks at of an earlier one. */
export type BilledInvoice = Pick<Invoice, 'id' | 'number' | 'status' | 'currency' | 'lines' | 'discounts'>;
/** With what credit notes have taken back of each line, by its id; none where it is missing. */
export interface CreditedInvoice extends BilledInvoice {
  readonly credited: ReadonlyMap<string, Money>;
}
/** One that has a number. */
export type IssuedInvoice = InvoiceContent & Exclude<InvoiceState, DraftState | SkippedState | StatementState>;

/** Those that have a number. */
export const issuedStatuses = ['open', 'paid', 'uncollectible', 'void'] as const satisfies InvoiceStatus[];

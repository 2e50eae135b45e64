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
import type { LineTax } from './tax/line-tax.ts';
import type { AppliedDiscount, Totals } from './totals.ts';

/** The customer as it was when the invoice became final. What changes about the customer later does not change the
 *  invoice. */
export interface Buyer {
  readonly name: string;
  readonly email: string | null;
  readonly address: Address | null;
  /** As they are printed: `DE136695976`. */
  readonly taxIds: readonly string[];
  /** BCP 47 tag of the language in which the invoice is written: `de`, `en-GB`. */
  readonly locale: string;
}

/** A line of an invoice, of one of five kinds:
 *  - `charge`: usage of the closed period, or a fee;
 *  - `adjustment`: what late usage changes about a line of an earlier invoice, which it names;
 *  - `credit`: the unused rest of a fee that was billed in advance, given back;
 *  - `minimum`: what is missing to the minimum commitment;
 *  - `manual`: what an operator has added. */
export type InvoiceLine = BilledLine &
  (
    | { readonly kind: 'charge' | 'minimum' | 'manual'; readonly adjusts: null }
    /** `givesBack` is the fee; null on invoices from before it was written down. */
    | { readonly kind: 'credit'; readonly adjusts: null; readonly givesBack: EarlierLine | null }
    | { readonly kind: 'adjustment'; readonly adjusts: AdjustedLine }
  );

export type LineKind = InvoiceLine['kind'];
export const lineKinds = ['charge', 'adjustment', 'credit', 'minimum', 'manual'] as const satisfies LineKind[];

/** A line before it has a place on an invoice, and before coupons take anything off it. */
export type NewLine = InvoiceLine extends infer Line
  ? Line extends InvoiceLine
    ? Omit<Line, 'id' | 'discount' | 'discounts' | 'tax' | 'statementLine'> & BroughtAlong
    : never
  : never;

interface BroughtAlong {
  /** Only for a line whose tax does not follow from its kind and its period alone: one that changes a line of an
   *  earlier invoice has the tax of that one. */
  readonly tax?: LineTax | null;
  /** For a line that changes one of an earlier invoice: by how much the change alters what coupons took off that
   *  one. */
  readonly discountChange?: readonly AppliedDiscount[];
}

/** The part of a whole period that a line is billed for: `numerator / denominator` of it, in seconds. */
export interface Proration {
  /** Seconds that are billed; negative where they are given back. */
  readonly numerator: number;
  /** Seconds of the whole period. */
  readonly denominator: number;
}

/** A line of an earlier invoice. */
export interface EarlierLine {
  readonly invoiceId: InvoiceId;
  /** The number of the earlier invoice; null where that one was skipped. */
  readonly number: string | null;
  readonly lineId: string;
}

/** The line of an earlier invoice that late usage adjusts, as it was rated before and as it is rated now. That
 *  invoice itself stays as it is. */
export interface AdjustedLine extends EarlierLine {
  /** The customer's usage had been closed up to here when the late usage came. */
  readonly closedThrough: Instant;
  readonly before: RatedUsage;
  readonly after: RatedUsage;
  /** What of the difference is not given back, since credit notes have given it back already; settled, zero or more.
   *  `amount = after.amount - before.amount + withheld`. */
  readonly withheld: Money;
}

/** A quantity and what it costs; the amount is settled. */
export interface RatedUsage {
  readonly quantity: Decimal;
  readonly amount: Money;
}

interface BilledLine {
  /** `line_1`, `line_2`, …: the line's place on the invoice. */
  readonly id: string;
  /** Whose line it is. On a consolidated invoice, it may be a child of the customer that pays. */
  readonly customerId: CustomerId;
  /** `minimum` and `manual` where there is no charge. */
  readonly chargeId: string;
  readonly description: string;
  readonly model: Price['model'];
  /** What was counted; null for a fee. */
  readonly meter: MeterKey | null;
  /** What the line is for. A fee in advance and an adjustment are for another period than the invoice. */
  readonly period: Period;
  readonly quantity: Decimal;
  /** Settled: `exactAmount`, rounded once. For an adjustment, it is the difference of two amounts, each of them
   *  rounded once. */
  readonly amount: Money;
  readonly exactAmount: Money;
  readonly breakdown: Breakdown;
  /** Null where a whole period is billed. */
  readonly proration: Proration | null;
  /** What coupons take off this line; settled. It is negative where the line gives back something that had been
   *  discounted. */
  readonly discount: Money;
  /** What each coupon takes off; `discount` is their sum. */
  readonly discounts: readonly LineDiscount[];
  /** Null on an invoice from before taxes were decided for each line. */
  readonly tax: LineTax | null;
  /** The charge of the plan as it was when it was billed, with its prorated amounts, in the form of the API. Late
   *  usage is rated with it again. */
  readonly price: Readonly<Record<string, unknown>>;
  /** Of a child's line on a consolidated invoice: its place on the child's statement. Null on other lines, and on invoices
   *  from before it was written down. */
  readonly statementLine: StatementLine | null;
}

/** A line of a child's statement. */
export interface StatementLine {
  readonly invoiceId: InvoiceId;
  readonly lineId: string;
}

/** What one of the invoice's discounts takes off a line. */
export interface LineDiscount {
  readonly discountId: string;
  readonly amount: Money;
}

/** What an invoice says, from its draft on, whatever becomes of it. */
export interface InvoiceContent extends Totals {
  readonly id: InvoiceId;
  readonly customerId: CustomerId;
  readonly buyer: Buyer;
  /** Null in a draft: it is set when the invoice becomes final. */
  readonly seller: Seller | null;
  readonly subscriptionId: SubscriptionId;
  readonly planId: PlanId;
  readonly planVersion: number;
  readonly planName: string;
  readonly testClockId: TestClockId | null;
  readonly currency: Currency;
  /** IANA name of the zone in which the days of the periods are told: `Europe/Berlin`. */
  readonly timeZone: string;
  /** The period that is closed. It is empty (start = end) on the invoice for the fees that are due when a
   *  subscription starts. */
  readonly period: Period;
  readonly lines: readonly InvoiceLine[];
  /** On a consolidated invoice, one for the parent and one for each child; otherwise none. */
  readonly sections: readonly Section[];
  /** The void invoice that this one replaces. */
  readonly replaces: InvoiceId | null;
  /** How often it was edited while it was a draft, and how often something came back of its lines since: by a credit
   *  note, or by a line of a later invoice. An invoice is written only where this is still as it was read. So of two
   *  edits at the same moment none is lost, and nothing comes back twice. */
  readonly revision: number;
  /** By the wall clock. Every other instant is in the customer's time, which for a customer on a test clock is that
   *  clock's. */
  readonly createdAt: Instant;
}

/** The lines of one customer on a consolidated invoice. */
export interface Section {
  readonly customerId: CustomerId;
  readonly name: string;
  readonly subtotal: Money;
  /** For a child: the statements that its lines come from. */
  readonly statements: readonly InvoiceId[];
}

interface Issued {
  readonly number: string;
  readonly issuedAt: Instant;
}

export type DraftState = { readonly status: 'draft'; readonly number: null; readonly issuedAt: null };
export type OpenState = Issued & { readonly status: 'open' };
/** `paymentId` is null where no payment has paid it: nothing was due, or a credit note took back what was. */
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
/** Final, but an invoice of nothing, and so without a number. */
export type SkippedState = { readonly status: 'skipped'; readonly number: null; readonly issuedAt: Instant };
/** The closed and priced period of a child whose parent pays. It is no invoice of its own: it becomes a section of
 *  the parent's. */
export type StatementState = {
  readonly status: 'statement';
  readonly number: null;
  readonly issuedAt: null;
  /** The parent's invoice; null while the statement waits for it. */
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
/** What later invoices need to know about an earlier one. */
export type BilledInvoice = Pick<Invoice, 'id' | 'number' | 'status' | 'currency' | 'lines' | 'discounts'>;
/** An invoice that has a number. */
export type IssuedInvoice = InvoiceContent & Exclude<InvoiceState, DraftState | SkippedState | StatementState>;

/** The statuses of invoices that have a number. */
export const issuedStatuses = ['open', 'paid', 'uncollectible', 'void'] as const satisfies InvoiceStatus[];

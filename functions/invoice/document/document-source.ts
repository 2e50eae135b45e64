import type { Period } from '../../catalog/subscription/billing-period.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Currency } from '../../money/currency.ts';
import type { Decimal } from '../../money/decimal.ts';
import type { Money } from '../../money/money.ts';
import type { Breakdown } from '../../rate/line.ts';
import type { Buyer, LineKind, Proration } from '../invoice.ts';
import type { Seller } from '../seller.ts';
import type { Taxed } from '../tax/tax.ts';
import type { Totals } from '../totals.ts';

/** What a document says, whether it is of an invoice or of a credit note. */
export interface DocumentSource {
  readonly kind: 'invoice' | 'credit_note';
  readonly id: string;
  /** Null for a draft and for what was skipped. */
  readonly number: string | null;
  readonly state: DocumentState;
  readonly createdAt: Instant;
  readonly issuedAt: Instant | null;
  readonly dueAt: Instant | null;
  readonly period: Period | null;
  readonly plan: { readonly name: string; readonly version: number } | null;
  readonly customerId: string;
  readonly currency: Currency;
  /** IANA name. */
  readonly timeZone: string;
  readonly seller: Seller;
  readonly buyer: Omit<Buyer, 'locale'>;
  /** A consolidated invoice has one for each customer whose usage is on it; any other has a single one without a name. */
  readonly sections: readonly SourceSection[];
  readonly totals: SourceTotals;
  readonly outcome: Outcome;
  /** Numbers of other invoices: the void one that this one stands in for, the one that stands in for this one, and the one that
   *  a credit note takes back. */
  readonly replaces: string | null;
  readonly replacedBy: string | null;
  readonly corrects: string | null;
  /** Why a credit note was made. */
  readonly reason: string | null;
}

export type SourceTotals = Pick<Totals, 'subtotal' | 'taxBase' | 'taxes' | 'tax' | 'total'> & {
  /** What each coupon takes off, as a positive amount. */
  readonly discounts: readonly { readonly name: string; readonly amount: Money }[];
  /** The parts that are taxed alike and come to something. */
  readonly taxGroups: readonly Taxed[];
};

/** What becomes of the total. Of an invoice, grants and the balance pay a part, and the rest is due. A credit note's is taken off
 *  what is to be paid of its invoice, and what was paid already is added to the balance. */
export type Outcome =
  | (Due & { readonly kind: 'due' })
  | { readonly kind: 'credited'; readonly toInvoice: Money; readonly toBalance: Money };

type Due = Pick<
  Totals,
  'credits' | 'balanceBefore' | 'balanceAfter' | 'lowered' | 'amountDue' | 'amountPaid' | 'amountRemaining'
>;

export type DocumentState =
  | { readonly status: 'draft' | 'open' | 'issued' | 'uncollectible' | 'skipped' | 'statement' }
  | { readonly status: 'paid' | 'void'; readonly at: Instant };

export interface SourceSection {
  readonly name: string | null;
  readonly lines: readonly SourceLine[];
  readonly subtotal: Money;
}

export interface SourceLine {
  readonly id: string;
  readonly kind: LineKind;
  readonly description: string;
  /** Whether there are events behind the line. */
  readonly isUsage: boolean;
  readonly period: Period | null;
  /** Null where the line has an amount without a quantity. */
  readonly quantity: Decimal | null;
  readonly amount: Money;
  readonly exactAmount: Money;
  readonly breakdown: Breakdown;
  readonly proration: Proration | null;
  readonly discount: Money;
  /** The line of an earlier invoice that late usage adjusts. */
  readonly adjusts: { readonly number: string; readonly before: SourceUsage; readonly after: SourceUsage } | null;
}

export interface SourceUsage {
  readonly quantity: Decimal;
  readonly amount: Money;
}

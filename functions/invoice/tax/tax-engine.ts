import type { Customer } from '../../catalog/customer/customer.ts';
import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Money } from '../../money/money.ts';
import type { OriginalLine } from './line-tax.ts';
import type { TaxDecision, Taxed } from './tax.ts';

/** A line as a tax engine sees it. Some tax lines differently by what they are for. */
export interface TaxableLine {
  readonly id: string;
  readonly chargeId: string;
  readonly description: string;
  /** Settled, after coupons. */
  readonly amount: Money;
  /** The earlier line that this one changes, where it is not known how that one was taxed; else null. */
  readonly original: OriginalLine | null;
}

/** The lines of an invoice whose tax falls due at the same time. */
export interface TaxablePart {
  readonly at: Instant;
  /** Settled: the sum of the lines. */
  readonly amount: Money;
  readonly lines: readonly TaxableLine[];
}

export interface TaxRequest {
  readonly invoiceId: InvoiceId;
  /** Who pays. Of a consolidated invoice, that is the parent. */
  readonly customer: Customer;
  /** Each of another time. */
  readonly parts: readonly TaxablePart[];
}

/** How a part is taxed. */
export interface TaxedPart {
  readonly at: Instant;
  /** What holds for each line of the part; null where the sums do not follow from it. */
  readonly decision: TaxDecision | null;
  readonly taxed: Taxed;
}

/** Says how the parts of an invoice are taxed: by the table of rates that the operator keeps, or by a service outside.
 *  It must answer the same request in the same way and must not keep a record of it, because a draft is taxed each
 *  time that it is made. */
export interface TaxEngine {
  /** @returns one answer for each part */
  calculate(request: TaxRequest): Promise<readonly TaxedPart[]>;
}

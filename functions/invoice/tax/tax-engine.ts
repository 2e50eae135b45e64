import type { Customer } from '../../catalog/customer/customer.ts';
import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Money } from '../../money/money.ts';
import type { Taxed } from './tax.ts';

/** A line as a tax engine sees it. Some tax lines differently by what they are for. */
export interface TaxableLine {
  readonly id: string;
  readonly chargeId: string;
  readonly description: string;
  /** Settled, after coupons. */
  readonly amount: Money;
}

export interface TaxRequest {
  readonly invoiceId: InvoiceId;
  /** Who pays. Of a consolidated invoice, that is the parent. */
  readonly customer: Customer;
  /** When the tax falls due, in the customer's time. */
  readonly at: Instant;
  /** Settled: the sum of the lines. */
  readonly amount: Money;
  readonly lines: readonly TaxableLine[];
}

/** Says what taxes an invoice has: by the table of rates that the operator keeps, or by a service outside. It must
 *  answer the same request in the same way and must not keep a record of it, because a draft is taxed each time that
 *  it is made. */
export interface TaxEngine {
  calculate(request: TaxRequest): Promise<Taxed>;
}

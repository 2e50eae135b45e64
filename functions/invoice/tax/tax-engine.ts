import type { Customer } from '../../catalog/customer/customer.ts';
import type { InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Money } from '../../money/money.ts';
import type { Taxed } from './tax.ts';

/** A line as a tax engine sees it, which may tax lines by what they are for. */
export interface TaxableLine {
  readonly id: string;
  readonly chargeId: string;
  readonly description: string;
  /** Settled; less its share of the discounts. */
  readonly amount: Money;
}

export interface TaxRequest {
  readonly invoiceId: InvoiceId;
  /** Who pays: of a consolidated invoice, the parent. */
  readonly customer: Customer;
  /** When the tax falls due. */
  readonly at: Instant;
  /** Settled: the sum of the lines. */
  readonly amount: Money;
  readonly lines: readonly TaxableLine[];
}

/** Who says what an invoice is taxed: the table of rates that the operator keeps, or a service outside. The same request
 *  gives the same answer, and records nothing there: a draft is taxed as often as it is made. */
export interface TaxEngine {
  calculate(request: TaxRequest): Promise<Taxed>;
}

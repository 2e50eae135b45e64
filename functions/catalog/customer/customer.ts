import type { CustomerId, TestClockId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Currency } from '../../money/currency.ts';
import type { CustomerTax } from '../tax/customer-tax.ts';

/** Somebody who uses and pays. The id is the company's own: the `subject` of its events. */
export interface Customer {
  readonly id: CustomerId;
  readonly name: string;
  readonly email: string | null;
  readonly currency: Currency;
  /** IANA name. */
  readonly timeZone: string;
  readonly address: Address | null;
  readonly tax: CustomerTax;
  /** Of invoices and mails; BCP 47. */
  readonly locale: string;
  /** Whose invoices are for this customer too; a parent has none itself. */
  readonly parentId: CustomerId | null;
  readonly paymentMethod: string | null;
  /** Whether invoices are final at once or held as drafts; null for what the stack says. */
  readonly autoFinalize: boolean | null;
  readonly testClockId: TestClockId | null;
  /** Grows with each change by `PATCH`. */
  readonly revision: number;
  readonly createdAt: Instant;
}

export interface Address {
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly postalCode: string;
  readonly region: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

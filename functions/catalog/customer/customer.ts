import type { CustomerId, TestClockId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Currency } from '../../money/currency.ts';
import type { CustomerTax } from '../tax/customer-tax.ts';

/** Somebody who uses and pays. The id is the company's own, and the `subject` of its events. */
export interface Customer {
  readonly id: CustomerId;
  readonly name: string;
  readonly email: string | null;
  readonly currency: Currency;
  /** IANA name of the zone in whose local time the periods begin. */
  readonly timeZone: string;
  readonly address: Address | null;
  readonly tax: CustomerTax;
  /** What invoices and mails are written in; a BCP 47 tag. */
  readonly locale: string;
  /** The customer who gets the invoices for this one too. A parent has no parent itself. */
  readonly parentId: CustomerId | null;
  readonly paymentMethod: string | null;
  /** Whether invoices are final at once (true) or held as drafts (false). Null for what the stack is configured to
   *  do. */
  readonly autoFinalize: boolean | null;
  readonly testClockId: TestClockId | null;
  /** Grows with each change by `PATCH`, and whenever a child joins. */
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

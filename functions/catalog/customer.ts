import type { Currency } from '../money/currency.ts';
import type { CustomerId, TestClockId } from './ids.ts';
import type { Instant } from './instant.ts';

/** Somebody who uses and pays. The id is the company's own: the `subject` of its events. */
export interface Customer {
  readonly id: CustomerId;
  readonly name: string;
  readonly email: string | null;
  readonly currency: Currency;
  /** IANA name. */
  readonly timeZone: string;
  readonly address: Address | null;
  readonly paymentMethod: string | null;
  readonly testClockId: TestClockId | null;
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

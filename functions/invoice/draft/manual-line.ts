import { assertBilledIn } from '../../catalog/customer/assert-billed-in.ts';
import type { Customer } from '../../catalog/customer/customer.ts';
import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { settledAmount } from '../../kernel/settled-amount.ts';
import type { Currency } from '../../money/currency.ts';
import { type Decimal, ONE } from '../../money/decimal.ts';
import type { Money } from '../../money/money.ts';

declare const brand: unique symbol;
/** `mln_…`. */
export type ManualLineId = string & { readonly [brand]: 'ManualLineId' };
export const manualLineId = (text: string): ManualLineId => text as ManualLineId;

/** What an operator bills or gives back beside the plan. */
export interface AgreedLine {
  readonly description: string;
  /** Printed for information only: the amount is for all of it, and is not multiplied. */
  readonly quantity: Decimal;
  /** Settled; negative for what is given back. */
  readonly amount: Money;
}

/** A line of an operator that waits for the customer's next invoice, or is on one. */
export interface ManualLine extends AgreedLine {
  readonly id: ManualLineId;
  readonly customerId: CustomerId;
  /** Null while it waits. */
  readonly invoiceId: InvoiceId | null;
  /** By the wall clock. */
  readonly createdAt: Instant;
}

/** A line as an operator asks for it. */
export interface NewManualLine {
  readonly description: string;
  readonly amount: Decimal;
  /** One where it is left out. */
  readonly quantity?: Decimal | undefined;
  /** Where it is named, it must be the customer's. */
  readonly currency?: Currency | undefined;
}

/** @throws InvalidInput `amount_not_settled` at `/amount`, `currency_not_billed` at `/currency` */
export const agreedLine = (
  { description, amount, quantity = ONE, currency: named }: NewManualLine,
  { currency }: Pick<Customer, 'currency'>,
): AgreedLine => {
  assertBilledIn(named ?? currency, { currency });
  return { description, quantity, amount: settledAmount(amount, currency, '/amount') };
};

export const isWaiting = ({ invoiceId: on }: Pick<ManualLine, 'invoiceId'>): boolean => on === null;

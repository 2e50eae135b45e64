import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import type { Currency } from '../../money/currency.ts';
import type { Decimal } from '../../money/decimal.ts';
import { add, compare, type Money, subtract } from '../../money/money.ts';
import type { Buyer, Invoice, IssuedInvoice } from '../invoice.ts';
import type { Seller } from '../seller.ts';
import { lessRemaining } from '../standing/lowering.ts';
import type { InvoiceTax } from '../tax/invoice-tax.ts';

declare const brand: unique symbol;

/** `cn_…`. */
export type CreditNoteId = string & { readonly [brand]: 'CreditNoteId' };

export const creditNoteId = (text: string): CreditNoteId => text as CreditNoteId;

/** What is taken back of one line of the invoice. Like the line itself, the amount is before coupons, and before tax where tax
 *  comes on top of prices. */
export interface CreditedLine {
  readonly lineId: string;
  readonly description: string;
  /** Null where the request named an amount. */
  readonly quantity: Decimal | null;
  readonly amount: Money;
  /** What coupons had taken off that. Null on notes from before it was written down, as `total` is. */
  readonly discount: Money | null;
  /** After coupons, with tax: what the customer is given back for it. */
  readonly total: Money | null;
}

/** As it is on a new note. */
export type NewCreditedLine = CreditedLine & { readonly discount: Money; readonly total: Money };

/** What a credit note takes back. All amounts are settled, and none of the sums is negative. */
export interface CreditedSums extends Omit<InvoiceTax, 'taxBase'> {
  /** Empty where the request named an amount of the whole invoice. */
  readonly lines: readonly CreditedLine[];
  /** `total` without its taxes: what is taken back of the tax base. */
  readonly subtotal: Money;
  /** What is taken back of each group of the invoice that is taxed alike, in the same order. A group may be below zero
   *  where lines of it are. Taxes, treatment and the note that tax law asks for are those of the groups of which
   *  something is taken back. */
  readonly taxGroups: InvoiceTax['taxGroups'];
}

/** Takes back a part of an invoice, or all of it. Once made, a note never changes. */
export interface CreditNote extends CreditedSums {
  readonly id: CreditNoteId;
  readonly number: string;
  readonly invoiceId: InvoiceId;
  readonly invoiceNumber: string;
  readonly customerId: CustomerId;
  /** Customer and seller are the same as on the invoice. */
  readonly buyer: Buyer;
  readonly seller: Seller | null;
  readonly currency: Currency;
  readonly timeZone: string;
  readonly reason: string;
  /** Of the total, what need not be paid any more. */
  readonly toInvoice: Money;
  /** Of the total, what was paid already and becomes balance. */
  readonly toBalance: Money;
  /** In the customer's time. */
  readonly issuedAt: Instant;
  /** By the wall clock. */
  readonly createdAt: Instant;
}

/** What a credit note has beside its sums and what it copies from the invoice. */
export interface CreditNoteMaking {
  readonly id: CreditNoteId;
  readonly number: string;
  readonly reason: string;
  readonly issuedAt: Instant;
  readonly createdAt: Instant;
}

/** The note first lowers what is still to be paid; the rest was paid already and becomes balance. Of an invoice with 30.00
 *  left to pay, a note of 50.00 takes off those 30.00 and puts 20.00 on the balance. */
export const creditNoteOf = (
  invoice: IssuedInvoice,
  sums: CreditedSums,
  { id, number, reason, issuedAt, createdAt }: CreditNoteMaking,
): CreditNote => {
  const { customerId, buyer, seller, currency, timeZone, amountRemaining } = invoice;
  const toInvoice = compare(sums.total, amountRemaining) < 0 ? sums.total : amountRemaining;
  return {
    ...{ id, number, invoiceId: invoice.id, invoiceNumber: invoice.number },
    ...{ customerId, buyer, seller, currency, timeZone, reason },
    ...sums,
    ...{ toInvoice, toBalance: subtract(sums.total, toInvoice), issuedAt, createdAt },
  };
};

/** The invoice after the note. Where nothing remains to be paid it is paid, without a payment. */
export const invoiceAfter = (invoice: Invoice, { total: sum, toInvoice, issuedAt }: CreditNote): Invoice => {
  const amountCredited = add(invoice.amountCredited, sum);
  return lessRemaining({ ...invoice, amountCredited, revision: invoice.revision + 1 }, toInvoice, issuedAt);
};

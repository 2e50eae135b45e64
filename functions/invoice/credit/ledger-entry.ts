import { type CustomerId, digest, type InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { assertNever } from '../../kernel/meterline-error.ts';
import { add, type Money } from '../../money/money.ts';
import type { CreditGrantId } from './credit-grant.ts';
import type { EntryList } from './entry-list.ts';

/** Something that holds credit of a customer: its balance in a currency, or one of its grants. */
export interface Account {
  readonly customerId: CustomerId;
  /** Null for the balance in the currency of `holds`. */
  readonly grantId: CreditGrantId | null;
  /** What it holds before an entry. */
  readonly holds: Money;
  /** Its entries before this one. */
  readonly entries: EntryList;
}

/** Why an account gains or loses. */
export type Cause =
  /** A new grant gains what it is worth. */
  | { readonly kind: 'granted' }
  /** An operator took back what was left of a grant. */
  | { readonly kind: 'grant_voided' }
  /** An invoice used it. The balance may also gain, from an invoice with a negative total. */
  | { readonly kind: 'invoice'; readonly invoiceId: InvoiceId }
  /** An invoice became void, and so what it had moved is moved back. */
  | { readonly kind: 'invoice_voided'; readonly invoiceId: InvoiceId }
  /** A credit note took back more than was still to be paid: the rest becomes balance. */
  | { readonly kind: 'credit_note'; readonly invoiceId: InvoiceId; readonly creditNoteId: string }
  /** More was paid than was still to be paid: the rest becomes balance. */
  | { readonly kind: 'overpayment'; readonly invoiceId: InvoiceId; readonly paymentId: string }
  /** An operator moved the balance by hand. */
  | { readonly kind: 'adjustment'; readonly adjustmentId: string; readonly reason: string };

export const causeKinds = [
  'granted',
  'grant_voided',
  'invoice',
  'invoice_voided',
  'credit_note',
  'overpayment',
  'adjustment',
] as const satisfies readonly Cause['kind'][];

/** A movement of credit. Once written, it is never changed. */
export interface LedgerEntry {
  /** It follows from account and cause, so that the same movement cannot be written twice. */
  readonly id: string;
  readonly customerId: CustomerId;
  readonly grantId: CreditGrantId | null;
  readonly cause: Cause;
  /** What the account gains; negative for what it loses. */
  readonly amount: Money;
  /** What the account holds afterwards. */
  readonly after: Money;
  /** In the customer's time. */
  readonly at: Instant;
}

/** The entry of an account that gains `amount`, or loses it where it is negative.
 *  @param at in the customer's time */
export const entryOf = (account: Account, cause: Cause, amount: Money, at: Instant): LedgerEntry => {
  const { customerId, grantId, holds } = account;
  return { id: entryIdOf(account, cause), customerId, grantId, cause, amount, after: add(holds, amount), at };
};

export const entryIdOf = ({ customerId, grantId, holds, entries }: Account, cause: Cause): string =>
  `ent_${digest(customerId, grantId ?? holds.currency, cause.kind, sourceOf(cause, entries))}`;

/** What a cause is told from others of its kind by. A grant can be voided more than once, since an invoice that becomes void
 *  gives back to it, and all of that in one instant of a test clock: so its entries are counted. */
const sourceOf = (cause: Cause, { count }: EntryList): string => {
  switch (cause.kind) {
    case 'granted':
      return '';
    case 'grant_voided':
      return String(count);
    case 'invoice':
    case 'invoice_voided':
      return cause.invoiceId;
    case 'credit_note':
      return cause.creditNoteId;
    case 'overpayment':
      return cause.paymentId;
    case 'adjustment':
      return cause.adjustmentId;
    default:
      return assertNever(cause);
  }
};

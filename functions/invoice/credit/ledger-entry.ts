import { type CustomerId, digest, type InvoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { assertNever } from '../../kernel/meterline-error.ts';
import { add, type Money } from '../../money/money.ts';
import type { CreditGrantId } from './credit-grant.ts';

/** A customer's balance in the currency of `holds`, or one of its grants; `holds` is what there is before an entry. */
export interface Account {
  readonly customerId: CustomerId;
  /** Null: the balance. */
  readonly grantId: CreditGrantId | null;
  readonly holds: Money;
}

/** Why an account gains or loses. */
export type Cause =
  | { readonly kind: 'granted' }
  /** The rest of a grant is taken back. */
  | { readonly kind: 'grant_voided'; readonly at: Instant }
  /** Used by an invoice; of the balance also gained, from a negative total. */
  | { readonly kind: 'invoice'; readonly invoiceId: InvoiceId }
  | { readonly kind: 'invoice_voided'; readonly invoiceId: InvoiceId }
  /** What a credit note takes back beyond what was still to be paid. */
  | { readonly kind: 'credit_note'; readonly invoiceId: InvoiceId; readonly creditNoteId: string }
  /** What was paid beyond what was still to be paid. */
  | { readonly kind: 'overpayment'; readonly invoiceId: InvoiceId; readonly paymentId: string }
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

/** A movement of credit, never changed. */
export interface LedgerEntry {
  /** Follows from account and cause: the same movement cannot be written twice. */
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

export const entryOf = (account: Account, cause: Cause, amount: Money, at: Instant): LedgerEntry => {
  const { customerId, grantId, holds } = account;
  return { id: entryIdOf(account, cause), customerId, grantId, cause, amount, after: add(holds, amount), at };
};

export const entryIdOf = ({ customerId, grantId, holds }: Account, cause: Cause): string =>
  `ent_${digest(customerId, grantId ?? holds.currency, cause.kind, sourceOf(cause))}`;

const sourceOf = (cause: Cause): string => {
  switch (cause.kind) {
    case 'granted':
      return '';
    case 'grant_voided':
      return cause.at;
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

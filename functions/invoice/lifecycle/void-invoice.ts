import { digest, type InvoiceId, invoiceId } from '../../kernel/ids.ts';
import type { Instant } from '../../kernel/instant.ts';
import { assertNever, Conflict } from '../../kernel/meterline-error.ts';
import { zero } from '../../money/money.ts';
import { applyCredits } from '../credit/apply-credits.ts';
import type { Draft, Invoice, InvoiceContent, VoidState } from '../invoice.ts';
import { settledBy } from '../issue/issue.ts';
import type { OwedInvoice } from './payment.ts';

/** The invoice, if it may be made void: if it is open or uncollectible and nothing of it was given back.
 *  @throws Conflict `invoice_not_final`, `invoice_paid`, `invoice_credited`, `invoice_already_void`, `invoice_is_statement`,
 *  `invoice_skipped` */
export const assertVoidable = (invoice: Invoice): OwedInvoice => {
  const { id } = invoice;
  switch (invoice.status) {
    case 'open':
    case 'uncollectible':
      if (invoice.amountCredited.amount.isZero()) return invoice;
      throw takenBack(invoice);
    case 'draft':
      throw new Conflict('invoice_not_final', `Invoice ${id} is a draft: change its lines instead.`);
    case 'paid':
      throw new Conflict('invoice_paid', `Invoice ${id} is paid: give it back by a credit note.`);
    case 'void':
      throw new Conflict('invoice_already_void', `Invoice ${id} is void already.`);
    case 'statement':
      throw new Conflict('invoice_is_statement', `${id} is a section of its parent's invoice: correct that one.`);
    case 'skipped':
      throw new Conflict('invoice_skipped', `Invoice ${id} was of nothing, and never issued.`);
    default:
      return assertNever(invoice);
  }
};

/** A part of the invoice came back by a credit note, or by a later invoice. */
export const takenBack = ({ id }: Pick<Invoice, 'id'>): Conflict =>
  new Conflict(
    'invoice_credited',
    `A part of invoice ${id} was given back already: take back the rest by a credit note.`,
  );

export interface Voiding {
  readonly reason: string;
  /** In the customer's time. */
  readonly at: Instant;
}

/** The invoice once it is void: nothing of it remains to be paid.
 *  @param replacedBy the draft that stands in for it; null where none does */
export const voided = (
  invoice: OwedInvoice,
  { reason, at }: Voiding,
  replacedBy: InvoiceId | null,
): InvoiceContent & VoidState => {
  const { number, issuedAt, currency } = invoice;
  return {
    ...invoice,
    status: 'void',
    number,
    issuedAt,
    voidedAt: at,
    voidReason: reason,
    replacedBy,
    amountRemaining: zero(currency),
  };
};

/** The id of an invoice's replacement follows from the invoice's own, so that a repeat makes no second one. Both begin with the
 *  same date, and so are sorted beside each other. */
export const replacementIdOf = (id: InvoiceId): InvoiceId =>
  invoiceId(`${id.slice(0, dated)}_${digest(id, 'replacement')}`);
const dated = 'inv_20261101'.length;

/** A draft of the same lines, which is corrected and then finalized under a number of its own.
 *  @param createdAt by the wall clock */
export const replacementOf = (invoice: OwedInvoice, createdAt: Instant): Draft => ({
  ...settledBy({ ...invoice, status: 'draft', number: null, issuedAt: null }, unsettled(invoice)),
  ...{ id: replacementIdOf(invoice.id), seller: null, replaces: invoice.id, revision: 0, createdAt },
});

/** Grants and balance pay nothing of a draft yet: they do when it is finalized. */
const unsettled = ({ total, currency, issuedAt }: OwedInvoice) => applyCredits(total, [], zero(currency), issuedAt);

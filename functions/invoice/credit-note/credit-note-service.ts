import type { InvoiceId } from '../../kernel/ids.ts';
import { Conflict } from '../../kernel/meterline-error.ts';
import { type TransactItem, transact, untilWritten } from '../../platform/table/transaction.ts';
import { balanceOf } from '../credit/balance-store.ts';
import { entryOf } from '../credit/ledger-entry.ts';
import { movement } from '../credit/ledger-store.ts';
import type { Invoice, IssuedInvoice } from '../invoice.ts';
import { raiseRevision, replaceIssued, requireInvoice } from '../store/invoice-store.ts';
import { invoiceNumber } from '../table/invoice-number.ts';
import { lastNumber, takeNumber } from '../table/number-store.ts';
import { type CreditNote, type CreditNoteMaking, creditNoteOf, invoiceAfter } from './credit-note.ts';
import { maxNotes, notesOf, putNote } from './credit-note-store.ts';
import { creditedSums, type Wanted } from './credit-sums.ts';
import { surroundingsOf } from './line-history-service.ts';

/** A credit note that is to be made. Its number is taken with it. */
export interface NewNote extends Omit<CreditNoteMaking, 'number'> {
  readonly wanted: Wanted;
  /** `CN` of CN-000001. */
  readonly prefix: string;
  /** What is written with it. */
  readonly noting?: readonly TransactItem[];
}

export interface Noted {
  readonly note: CreditNote;
  /** As the note left it. */
  readonly invoice: Invoice;
}

/** Takes back a part of an invoice, or all of it: never more than other notes and later invoices have left of its lines. The
 *  note and its number, the invoice and the balance are written in one transaction. It fails, and all is read again, where
 *  something else came back of the lines meanwhile. If a note of this id was made before, nothing changes.
 *  @throws NotFound `invoice_not_found`; Conflict `invoice_not_creditable`, `too_many_credit_notes`, `credit_note_too_wide`; Contended `credit_note_contended`
 *  @throws InvalidInput those of `creditedSums` */
export const creditInvoice = (id: InvoiceId, { wanted, prefix, noting = [], ...making }: NewNote): Promise<Noted> =>
  untilWritten('credit_note', making.id, async () => {
    const invoice = await requireInvoice(id);
    const before = await notesOf(id);
    const made = before.find((note) => note.id === making.id);
    if (made !== undefined) return { note: made, invoice };
    assertRoom(before);
    const creditable = assertCreditable(invoice);
    const [{ cameBack, changed }, last] = await Promise.all([surroundingsOf(creditable), lastNumber(prefix)]);
    const sums = creditedSums(creditable, before, wanted, cameBack);
    const raised = raising(id, changed);
    const note = creditNoteOf(creditable, sums, { ...making, number: invoiceNumber(prefix, last + 1) });
    const after = invoiceAfter(invoice, note);
    const writes = [
      takeNumber(prefix, last),
      await putNote(note),
      await replaceIssued(invoice, after),
      ...(await crediting(note)),
    ];
    return (await transact(...writes, ...raised, ...noting)) ? { note, invoice: after } : undefined;
  });

/** @throws Conflict `too_many_credit_notes` */
const assertRoom = ({ length }: readonly CreditNote[]): void => {
  if (length < maxNotes) return;
  throw new Conflict('too_many_credit_notes', `An invoice has at most ${maxNotes} credit notes.`);
};

/** DynamoDB takes 100 actions in a transaction. Of these, the note and its number, the invoice, the balance and what is noted
 *  with them need ten at most. */
const maxRaised = 90;

/** Raises the revisions of the invoices that lines of this one change: what has come back of these must not change meanwhile.
 *  @throws Conflict `credit_note_too_wide` */
const raising = (id: InvoiceId, changed: readonly Invoice[]): readonly TransactItem[] => {
  if (changed.length <= maxRaised) return changed.map(raiseRevision);
  const detail = `Lines of invoice ${id} change ${changed.length} earlier invoices, and a credit note can go with ${maxRaised}: credit those instead.`;
  throw new Conflict('credit_note_too_wide', detail);
};

/** @throws Conflict `invoice_not_creditable` */
const assertCreditable = (invoice: Invoice): IssuedInvoice => {
  const { id, status } = invoice;
  if (status === 'open' || status === 'paid' || status === 'uncollectible') return invoice;
  throw new Conflict('invoice_not_creditable', `Invoice ${id} is ${status}: there is nothing to take back.`);
};

/** Writes that put on the balance what the customer had paid already. */
const crediting = async (note: CreditNote): Promise<readonly TransactItem[]> => {
  const { id, invoiceId, customerId, currency, toBalance, issuedAt } = note;
  if (toBalance.amount.isZero()) return [];
  const account = await balanceOf(customerId, currency);
  return movement(account, entryOf(account, { kind: 'credit_note', invoiceId, creditNoteId: id }, toBalance, issuedAt));
};

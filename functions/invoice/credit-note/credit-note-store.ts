import { z } from 'zod';
import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import { Conflict, NotFound } from '../../kernel/meterline-error.ts';
import type { Page } from '../../platform/http/page.ts';
import { mapPage } from '../../platform/table/cursor.ts';
import { pageWithin } from '../../platform/table/page-within.ts';
import { type Item, type PageRequest, queryPage, startKeyIn } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { type TransactItem, transact, untilWritten } from '../../platform/table/transaction.ts';
import { balanceOf } from '../credit/balance-store.ts';
import { entryOf } from '../credit/ledger-entry.ts';
import { movement } from '../credit/ledger-store.ts';
import type { Invoice, IssuedInvoice } from '../invoice.ts';
import { replaceIssued, requireInvoice } from '../store/invoice-store.ts';
import { invoiceNumber } from '../table/invoice-number.ts';
import { issuedKey } from '../table/issued-key.ts';
import { lastNumber, takeNumber } from '../table/number-store.ts';
import { listPage, putNew, readBelow, readItem } from '../table/table-store.ts';
import type { CreditNoteMaking } from './credit-note.ts';
import { type CreditNote, type CreditNoteId, creditNoteOf, invoiceAfter } from './credit-note.ts';
import { creditNoteFromWire, creditNoteToWire, creditNoteWire } from './credit-note-wire.ts';
import { creditedSums, type Wanted } from './credit-sums.ts';
import { keepNoteLines, noteLineCount, noteLinesIn, readNoteLines } from './note-lines-store.ts';

const notePrefix = 'CREDIT_NOTE#';
const noteKey = (invoice: InvoiceId, id: CreditNoteId) => ({ pk: `INVOICE#${invoice}`, sk: `${notePrefix}${id}` });
const list = 'CREDIT_NOTE';
/** The customer's notes lie in the index `customer`, where its invoices are, in a partition of their own. No customer's id has
 *  a `#`, so none is mistaken for it. */
const customerList = (customer: CustomerId): string => `CREDIT_NOTES#${customer}`;

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

/** Takes back a part of an invoice, or all of it. The note and its number, the invoice and the balance are written in one
 *  transaction. If a note of this id was made before, nothing changes.
 *  @throws NotFound `invoice_not_found`; Conflict `invoice_not_creditable`; Contended `credit_note_contended`
 *  @throws InvalidInput those of `creditedSums` */
export const creditInvoice = (id: InvoiceId, { wanted, prefix, noting = [], ...making }: NewNote): Promise<Noted> =>
  untilWritten('credit_note', making.id, async () => {
    const invoice = await requireInvoice(id);
    const before = await notesOf(id);
    const made = before.find((note) => note.id === making.id);
    if (made !== undefined) return { note: made, invoice };
    const creditable = assertCreditable(invoice);
    const sums = creditedSums(creditable, before, wanted);
    const last = await lastNumber(prefix);
    const note = creditNoteOf(creditable, sums, { ...making, number: invoiceNumber(prefix, last + 1) });
    const after = invoiceAfter(invoice, note);
    const writes = [
      takeNumber(prefix, last),
      await putNote(note),
      await replaceIssued(invoice, after),
      ...(await crediting(note)),
    ];
    return (await transact(...writes, ...noting)) ? { note, invoice: after } : undefined;
  });

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

/** The note, and before it its lines, where they are many. */
const putNote = async (note: CreditNote): Promise<TransactItem> => {
  const place = await keepNoteLines(note);
  const listed = { listPk: list, listSk: `${note.createdAt}#${note.id}`, customerId: customerList(note.customerId) };
  const wire = creditNoteToWire(note);
  const issued = issuedKey('CREDIT_NOTES', note.issuedAt, note.number);
  return putNew(noteKey(note.invoiceId, note.id), {
    note: { ...wire, lines: place === undefined ? wire.lines : [] },
    ...place,
    ...listed,
    ...issued,
  });
};

/** The credit notes of an invoice in the order of their numbers, which is the order in which they were made; strongly
 *  consistent. */
export const notesOf = async (invoice: InvoiceId): Promise<readonly CreditNote[]> =>
  inOrder(await Promise.all((await itemsOf(invoice)).map(wholeNote)));

const itemsOf = (invoice: InvoiceId): Promise<readonly Item[]> => readBelow(`INVOICE#${invoice}`, notePrefix);

const inOrder = <Note extends CreditNote>(notes: readonly Note[]): readonly Note[] =>
  notes.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));

/** The length stands before a number, so that CN-10000 comes after CN-9999. */
const placeOf = ({ number }: CreditNote): string => `${String(number.length).padStart(3, '0')}#${number}`;

/** A page of the notes of an invoice, in the order of their making, without the lines of notes that have many. Strongly
 *  consistent.
 *  @throws InvalidInput `invalid_cursor` */
export const notePage = async (invoice: InvoiceId, page: PageRequest): Promise<Page<ListedNote>> =>
  pageWithin(inOrder((await itemsOf(invoice)).map(listedNote)), page, placeOf);

/** Our ids have fewer characters than this. What a caller sends may be longer than a key of DynamoDB. */
const maxIdLength = 64;

/** A note and, of its lines, as many as `count` from `from` on; strongly consistent.
 *  @throws NotFound `credit_note_not_found` */
export const requireNote = async (
  invoice: InvoiceId,
  id: CreditNoteId,
  ...slice: readonly [from: number, count: number] | readonly []
): Promise<ListedNote> => {
  const item = id.length > maxIdLength ? undefined : await readItem(noteKey(invoice, id));
  if (item === undefined) throw new NotFound('credit_note', id);
  const note = listedNote(item);
  const place = noteLinesIn(item);
  const [from = 0, count = Number.POSITIVE_INFINITY] = slice;
  const lines =
    place === undefined ? note.lines.slice(from, from + count) : await readNoteLines(note, place, from, count);
  return { ...note, lines };
};

/** A page of all notes, newest first; seconds behind the table.
 *  @throws InvalidInput `invalid_cursor` */
export const allNotes = async (page: PageRequest): Promise<Page<ListedNote>> => printed(await listPage(list, page));

/** A page of a customer's notes, newest first; seconds behind the table.
 *  @throws InvalidInput `invalid_cursor` */
export const notesOfCustomer = async (
  customer: CustomerId,
  { limit, cursor }: PageRequest,
): Promise<Page<ListedNote>> => {
  const partition = { customerId: customerList(customer) };
  return printed(
    await queryPage({
      TableName: tableOf('invoices'),
      IndexName: 'customer',
      KeyConditionExpression: 'customerId = :customer',
      ExpressionAttributeValues: { ':customer': partition.customerId },
      ScanIndexForward: false,
      ExclusiveStartKey: startKeyIn(cursor, partition, ['pk', 'sk', 'customerId', 'listSk']),
      Limit: limit,
    }),
  );
};

const printed = (page: Page<Item>): Page<ListedNote> => mapPage(page, listedNote);

const noteItem = z.object({ note: creditNoteWire });

/** A note as its item has it, with the number of its lines. The lines themselves are missing where they lie in items of their
 *  own. */
export type ListedNote = CreditNote & { readonly lineCount: number };

export const listedNote = (item: Item): ListedNote => {
  const note = creditNoteFromWire(noteItem.parse(item).note);
  const place = noteLinesIn(item);
  return { ...note, lineCount: place === undefined ? note.lines.length : noteLineCount(place) };
};

const wholeNote = async (item: Item): Promise<CreditNote> => {
  const { lineCount: _, ...note } = listedNote(item);
  const place = noteLinesIn(item);
  return place === undefined ? note : { ...note, lines: await readNoteLines(note, place) };
};

import { z } from 'zod';
import type { CustomerId, InvoiceId } from '../../kernel/ids.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import type { Money } from '../../money/money.ts';
import type { Page } from '../../platform/http/page.ts';
import { mapPage } from '../../platform/table/cursor.ts';
import { pageWithin } from '../../platform/table/page-within.ts';
import { type Item, type PageRequest, queryPage, startKeyIn } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import { issuedKey } from '../table/issued-key.ts';
import { listPage, putNew, readBelow, readItem } from '../table/table-store.ts';
import type { CreditNote, CreditNoteId } from './credit-note.ts';
import { creditNoteFromWire, creditNoteToWire, creditNoteWire } from './credit-note-wire.ts';
import { keepNoteLines, noteLineCount, noteLinesIn, readNoteLines } from './note-lines-store.ts';

const notePrefix = 'CREDIT_NOTE#';
const noteKey = (invoice: InvoiceId, id: CreditNoteId) => ({ pk: `INVOICE#${invoice}`, sk: `${notePrefix}${id}` });
const list = 'CREDIT_NOTE';
/** The customer's notes lie in the index `customer`, where its invoices are, in a partition of their own. No customer's id has
 *  a `#`, so none is mistaken for it. */
const customerList = (customer: CustomerId): string => `CREDIT_NOTES#${customer}`;

/** Writes a note that must not be there yet, and before it its lines, where they are many. */
export const putNote = async (note: CreditNote): Promise<TransactItem> => {
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

/** What each credit note of an invoice takes back; strongly consistent. Lines that lie in items of their own are not read. */
export const noteTotalsOf = async (invoice: InvoiceId): Promise<readonly Money[]> =>
  (await itemsOf(invoice)).map((item) => listedNote(item).total);

const itemsOf = (invoice: InvoiceId): Promise<readonly Item[]> => readBelow(`INVOICE#${invoice}`, notePrefix);

const inOrder = <Note extends CreditNote>(notes: readonly Note[]): readonly Note[] =>
  notes.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));

/** The length stands before a number, so that CN-10000 comes after CN-9999. */
const placeOf = ({ number }: CreditNote): string => `${String(number.length).padStart(3, '0')}#${number}`;

/** An invoice has at most so many notes. Each takes at most 100 KB of its item, so that all are read within seconds. */
export const maxNotes = 200;

/** A page of the notes of an invoice, in the order of their making, without the lines of notes that have many. Strongly
 *  consistent. No key has that order, so all are read for each page; there are at most `maxNotes`.
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

import type { InvoiceId } from '../../kernel/ids.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { cursorOf, type Page } from '../../platform/http/page.ts';
import { type Item, type PageRequest, startKeyIn } from '../../platform/table/query.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import { type AnsweredInvoice, invoiceToWire } from '../wire/invoice-wire.ts';
import { type InvoiceLineWire, lineToWire } from '../wire/line-wire.ts';
import { fitting } from './answered-lines.ts';
import { findWith, type ListedInvoice, listedOf } from './invoice-store.ts';
import { placeIn, readLines } from './lines-store.ts';

/** Lines that an answer is read for: more than this many have more bytes than an answer. */
const readAhead = 10_000;

type Numbered = Pick<Invoice, 'id' | 'revision'>;

/** An invoice as it is answered: with its first lines, and how many there are.
 *  @param invoice one out of a list has either all its lines or, where they are many, none */
export const answered = (invoice: Invoice | ListedInvoice): AnsweredInvoice => {
  const { lines, ...wire } = invoiceToWire(invoice);
  const lineCount = 'lineCount' in invoice ? invoice.lineCount : lines.length;
  return { ...wire, lines: fitting(lines), lineCount };
};

/** The cursor of the lines after the first `count`; null where there are no more. It names the revision, since the lines of a draft
 *  have other places once it is edited. */
const cursorAfter = ({ id, revision }: Numbered, count: number, lineCount: number): string | null =>
  count >= lineCount ? null : cursorOf({ invoiceId: id, revision: String(revision), after: String(count) });

/** The same as `answered` for an invoice that is read for nothing else: only the lines that are answered are read.
 *  @param visible throws where the caller may not see the invoice
 *  @throws NotFound `invoice_not_found` */
export const requireAnswered = async (
  id: InvoiceId,
  visible: (invoice: ListedInvoice) => void,
): Promise<AnsweredInvoice> => {
  const found = await findWith(id, async (item) => {
    const listed = listedOf(item);
    visible(listed);
    const lines = await linesIn(item, listed, 0, readAhead);
    return lines === undefined ? undefined : answered({ ...listed, lines });
  });
  if (found === undefined) throw new NotFound('invoice', id);
  return found;
};

/** A page of an invoice's lines. It ends early where the lines would have too many bytes.
 *  @param visible throws where the caller may not see the invoice
 *  @throws NotFound `invoice_not_found`; InvalidInput `invalid_cursor`, also where the draft was edited since */
export const linesPage = async (
  id: InvoiceId,
  { limit, cursor }: PageRequest,
  visible: (invoice: ListedInvoice) => void,
): Promise<Page<InvoiceLineWire>> => {
  const found = await findWith(id, async (item) => {
    const listed = listedOf(item);
    visible(listed);
    const from = placeOf(cursor, listed);
    const lines = await linesIn(item, listed, from, limit);
    if (lines === undefined) return undefined;
    const data = fitting(lines.map(lineToWire));
    return { data, nextCursor: cursorAfter(listed, from + data.length, listed.lineCount) };
  });
  if (found === undefined) throw new NotFound('invoice', id);
  return found;
};

const linesIn = async (
  item: Item,
  listed: ListedInvoice,
  from: number,
  count: number,
): Promise<readonly InvoiceLine[] | undefined> => {
  const place = placeIn(item);
  return place === undefined ? listed.lines.slice(from, from + count) : readLines(listed, place, from, count);
};

const placeOf = (cursor: string | undefined, { id, revision }: Numbered): number => {
  const list = { invoiceId: id, revision: String(revision) };
  return Number(startKeyIn(cursor, list, ['invoiceId', 'revision', 'after'])?.after ?? 0);
};

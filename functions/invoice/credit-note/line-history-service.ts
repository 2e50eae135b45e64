import type { InvoiceId } from '../../kernel/ids.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import { consolidatedLine } from '../standing/consolidated-line.ts';
import { earlierLine } from '../standing/earlier-line.ts';
import { laterThan } from '../standing/later-store.ts';
import { findStanding, idsOf, payingFor, requireStanding, statementsIn } from '../standing/standing-service.ts';
import { requireInvoice } from '../store/invoice-store.ts';
import type { CameBack } from './credit-lines.ts';
import type { CreditNote } from './credit-note.ts';
import { notesOf } from './credit-note-store.ts';
import { cameBackOn, entriesOn, type HistoryEntry, type LineHistory } from './line-history.ts';
import type { LinePart } from './line-part.ts';
import { creditedByLine } from './uncredited.ts';

/** An invoice that stands with the histories of its own customer's lines. */
export interface Histories {
  /** The invoice that is paid for it, as it was read before all credit notes. Whoever makes something come back of the
   *  lines raises its revision: so of two that do it at the same moment, one reads again. */
  readonly paying: Invoice;
  /** By the id of the line. Lines that adjust or give back another one are in the history of that one. */
  readonly byLine: ReadonlyMap<string, LineHistory>;
}

/** Reads what has come back of each line of an invoice: by credit notes, and by the lines of later invoices, drafts too.
 *  Strongly consistent.
 *  @param root a statement, or an invoice that stands */
export const historiesOf = (root: Invoice): Promise<Histories> => histories(root, takenOn);

/** Reads what the credit notes of an invoice took back of each of its lines. */
type Taken = (paid: Invoice) => Promise<ReadonlyMap<string, LinePart>>;

/** Of notes that name no lines it depends on what other invoices have given back of the lines. That, in turn, is looked at
 *  by the notes alone that name lines. */
const takenOn: Taken = async (paid) => {
  if (paid.amountCredited.amount.isZero()) return new Map();
  const notes = await notesOf(paid.id);
  if (notes.every(namesLines)) return creditedByLine(paid, notes);
  return creditedByLine(paid, notes, (await surroundings(paid, namedOn)).cameBack);
};

const namedOn: Taken = async (paid) =>
  paid.amountCredited.amount.isZero() ? new Map() : creditedByLine(paid, (await notesOf(paid.id)).filter(namesLines));

const namesLines = ({ lines }: CreditNote): boolean => lines.length > 0;

const histories = async (root: Invoice, taken: Taken): Promise<Histories> => {
  const paying = await payingFor(root);
  const ids = await idsOf(root);
  const later = await Promise.all([...new Set((await Promise.all(ids.map(laterThan))).flat())].map(findStanding));
  const [own, ...others] = await Promise.all(
    [{ holder: root, paid: paying }, ...(await Promise.all(later.map(held))).flat()].map((one) => entered(one, taken)),
  );
  const byLine = new Map<string, LineHistory>();
  const note = (lineId: string, entry: HistoryEntry | undefined): void => {
    if (entry !== undefined) byLine.set(lineId, [...(byLine.get(lineId) ?? []), entry]);
  };
  for (const [line, entry] of own ?? []) if (earlierLine(line) === null) note(line.id, entry);
  for (const [line, entry] of others.flat()) {
    const of = earlierLine(line);
    if (of !== null && ids.includes(of.invoiceId)) note(of.lineId, entry);
  }
  return { paying, byLine };
};

/** An invoice or a statement that has lines, and the invoice on which these are paid. */
interface Held {
  readonly holder: Invoice;
  readonly paid: Invoice;
}

const held = async (holder: Invoice | undefined): Promise<readonly Held[]> =>
  holder === undefined || holder.status === 'void' ? [] : [{ holder, paid: await payingFor(holder) }];

/** The holder's own lines, each with its entry on the invoice that is paid. */
const entered = async (
  { holder, paid }: Held,
  taken: Taken,
): Promise<readonly (readonly [InvoiceLine, HistoryEntry | undefined])[]> => {
  const isOwn = holder.id === paid.id;
  const entryOf = entriesOn(paid, await taken(paid));
  return holder.lines
    .filter(({ customerId }) => customerId === holder.customerId)
    .map((line) => [line, entryOf(isOwn ? line : consolidatedLine(paid, holder, line))]);
};

/** What later and earlier invoices have to do with an invoice of which something is taken back. */
export interface Surrounded {
  /** What has come back of each of its lines by other invoices, by the id of the line. */
  readonly cameBack: ReadonlyMap<string, CameBack>;
  /** The invoices that are paid for the lines that its own lines change: their revisions have to be raised. */
  readonly changed: readonly Invoice[];
}

/** Reads what other invoices have given back of the lines of an invoice. Strongly consistent. */
export const surroundingsOf = (invoice: Invoice): Promise<Surrounded> => surroundings(invoice, takenOn);

const surroundings = async (invoice: Invoice, taken: Taken): Promise<Surrounded> => {
  const earlier = new Set(invoice.lines.flatMap((line) => earlierLine(line)?.invoiceId ?? []));
  const [statements, roots] = await Promise.all([
    statementsIn(invoice).then((ids) => Promise.all(ids.map(requireInvoice))),
    Promise.all([...earlier].map(requireStanding)),
  ]);
  const all = new Map<InvoiceId, Invoice>([invoice, ...statements, ...roots].map((one) => [one.id, one]));
  const found = await Promise.all([...all.values()].map((root) => histories(root, taken)));
  const lines = found.flatMap(({ byLine }) => [...byLine.values()]);
  const came = lines.flatMap((history) => cameBackOn(history, invoice.id));
  const changed = new Map(found.map(({ paying }) => [paying.id, paying]));
  changed.delete(invoice.id);
  return { cameBack: new Map(came), changed: [...changed.values()] };
};

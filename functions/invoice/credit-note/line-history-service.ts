import type { InvoiceId } from '../../kernel/ids.ts';
import { onceByKey } from '../../kernel/once-by-key.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import { consolidatedLine } from '../standing/consolidated-line.ts';
import { earlierLine } from '../standing/earlier-line.ts';
import { laterThan } from '../standing/later-store.ts';
import {
  findPaying,
  findStanding,
  idsOf,
  payingFor,
  requireStanding,
  statementsIn,
} from '../standing/standing-service.ts';
import { requireInvoice } from '../store/invoice-store.ts';
import type { CameBack } from './credit-lines.ts';
import type { CreditNote } from './credit-note.ts';
import { notesOf } from './credit-note-store.ts';
import { cameBackOn, entriesOn, type HistoryEntry, type LineHistory } from './line-history.ts';
import { creditedByLine } from './uncredited.ts';

/** An invoice that stands with the histories of its own customer's lines. */
export interface Histories {
  /** The invoice that is paid for it, as it was read before all credit notes. Whoever makes something come back of the
   *  lines raises its revision: so of two that do it at the same moment, one reads again. */
  readonly paying: Invoice;
  /** By the id of the line. Lines that adjust or give back another one are in the history of that one. */
  readonly byLine: ReadonlyMap<string, LineHistory>;
}

/** What later and earlier invoices have to do with an invoice of which something is taken back. */
export interface Surrounded {
  /** What has come back of each of its lines by other invoices, by the id of the line. */
  readonly cameBack: ReadonlyMap<string, CameBack>;
  /** The invoices that are paid for the lines that its own lines change: their revisions have to be raised. */
  readonly changed: readonly Invoice[];
}

/** Reads what has come back of each line of an invoice: by credit notes, and by the lines of later invoices, drafts too.
 *  Strongly consistent.
 *  @param root a statement, or an invoice that stands */
export const historiesOf = (root: Invoice): Promise<Histories> => look().historiesOf(root);

/** Reads what other invoices have given back of the lines of an invoice. Strongly consistent. */
export const surroundingsOf = (invoice: Invoice): Promise<Surrounded> => look().surroundingsOf(invoice);

/** An invoice or a statement that has lines, and the invoice on which these are paid. */
interface Held {
  readonly holder: Invoice;
  readonly paid: Invoice;
}

/** An invoice, its predecessors, and the later ones that change lines of these. */
interface Lineage {
  readonly paying: Invoice;
  readonly ids: readonly InvoiceId[];
  readonly own: Held;
  readonly later: readonly Held[];
}

/** Makes the entries of an invoice that is paid. */
type Entries = (paid: Invoice) => Promise<ReturnType<typeof entriesOn>>;

/** One look at what came back. An invoice with its notes is read once, however many lines and statements it is asked for: the
 *  invoice of a parent is that of each of its children's statements. */
const look = () => {
  const parentOf = onceByKey(findPaying);
  const notes = onceByKey(notesOf);

  const lineageOf = onceByKey(async (root: Invoice): Promise<Lineage> => {
    const paying = await payingFor(root, parentOf);
    const ids = await idsOf(root);
    const later = await Promise.all([...new Set((await Promise.all(ids.map(laterThan))).flat())].map(findStanding));
    const held = await Promise.all(
      later.map(async (holder): Promise<readonly Held[]> => {
        if (holder === undefined || holder.status === 'void') return [];
        return [{ holder, paid: await payingFor(holder, parentOf) }];
      }),
    );
    return { paying, ids, own: { holder: root, paid: paying }, later: held.flat() };
  }, idOf);

  const rootsOf = onceByKey(async (invoice: Invoice): Promise<readonly Invoice[]> => {
    const earlier = new Set(invoice.lines.flatMap((line) => earlierLine(line)?.invoiceId ?? []));
    const [statements, roots] = await Promise.all([
      statementsIn(invoice).then((ids) => Promise.all(ids.map(requireInvoice))),
      Promise.all([...earlier].map(requireStanding)),
    ]);
    return [...new Map([invoice, ...statements, ...roots].map((one) => [one.id, one])).values()];
  }, idOf);

  /** By the notes alone that name lines. */
  const namedOn: Entries = onceByKey(async (paid) => {
    const named = isNoted(paid) ? (await notes(paid.id)).filter(namesLines) : [];
    return entriesOn(paid, named.length === 0 ? new Map() : creditedByLine(paid, named));
  }, idOf);

  const named = onceByKey((invoice: Invoice) => surroundings(invoice, namedOn), idOf);

  /** By all notes. Of those that name no lines it depends on what other invoices have given back of the lines. That, in turn,
   *  is looked at by the notes alone that name lines. */
  const takenOn: Entries = onceByKey(async (paid) => {
    const all = isNoted(paid) ? await notes(paid.id) : [];
    if (all.length === 0) return entriesOn(paid, new Map());
    const cameBack = all.every(namesLines) ? undefined : (await named(paid)).cameBack;
    return entriesOn(paid, creditedByLine(paid, all, cameBack));
  }, idOf);

  const histories = async (root: Invoice, entries: Entries): Promise<Histories> => {
    const { paying, ids, own, later } = await lineageOf(root);
    const byLine = new Map<string, LineHistory>();
    const note = (lineId: string, entry: HistoryEntry | undefined): void => {
      if (entry !== undefined) byLine.set(lineId, [...(byLine.get(lineId) ?? []), entry]);
    };
    const [first, ...others] = await Promise.all([own, ...later].map((held) => entered(held, entries)));
    for (const [line, entry] of first ?? []) if (earlierLine(line) === null) note(line.id, entry);
    for (const [line, entry] of others.flat()) {
      const of = earlierLine(line);
      if (of !== null && ids.includes(of.invoiceId)) note(of.lineId, entry);
    }
    return { paying, byLine };
  };

  const surroundings = async (invoice: Invoice, entries: Entries): Promise<Surrounded> => {
    const found = await Promise.all((await rootsOf(invoice)).map((root) => histories(root, entries)));
    const lines = found.flatMap(({ byLine }) => [...byLine.values()]);
    const came = lines.flatMap((history) => cameBackOn(history, invoice.id));
    const changed = new Map(found.map(({ paying }) => [paying.id, paying]));
    changed.delete(invoice.id);
    return { cameBack: new Map(came), changed: [...changed.values()] };
  };

  return {
    historiesOf: (root: Invoice) => histories(root, takenOn),
    surroundingsOf: (invoice: Invoice) => surroundings(invoice, takenOn),
  };
};

const idOf = ({ id }: Invoice): InvoiceId => id;

const isNoted = ({ amountCredited }: Invoice): boolean => !amountCredited.amount.isZero();

const namesLines = ({ lines }: CreditNote): boolean => lines.length > 0;

/** The holder's own lines, each with its entry on the invoice that is paid. */
const entered = async (
  { holder, paid }: Held,
  entries: Entries,
): Promise<readonly (readonly [InvoiceLine, HistoryEntry | undefined])[]> => {
  const isOwn = holder.id === paid.id;
  const entryOf = await entries(paid);
  return holder.lines
    .filter(({ customerId }) => customerId === holder.customerId)
    .map((line) => [line, entryOf(isOwn ? line : consolidatedLine(paid, holder, line))]);
};

import { z } from 'zod';
import type { InvoiceId } from '../../kernel/ids.ts';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import { entriesIn, type ListPlace, type PackedList, packed } from '../table/long-list.ts';
import { readEntries, removeLists, type Shelf, writeList } from '../table/long-list-store.ts';
import { lineFromWire, lineSchema, lineToWire } from '../wire/line-wire.ts';

type WithLines = Pick<Invoice, 'id' | 'revision' | 'lines'>;

/** Where the lines of an invoice lie, and which revision they were written for. What comes back of an invoice later raises its
 *  revision, and leaves its lines where they are. */
interface LinesPlace extends ListPlace {
  readonly revision: number;
}

/** The lines of each revision of a draft lie in items of their own. So what is left over from an earlier revision can be told:
 *  a revision never comes back. */
const prefix = 'LINES#';
const prefixOf = (revision: number): string => `${prefix}${String(revision).padStart(6, '0')}#`;
const shelfOf = (id: InvoiceId, revision: number): Shelf => ({ pk: `INVOICE#${id}`, prefix: prefixOf(revision) });

/** What was read from the table, or written there, need not be packed and written again. Lines never change: what is edited
 *  has other lines. */
const kept = new WeakMap<readonly InvoiceLine[], { readonly of: InvoiceId; readonly place: LinesPlace }>();
const packs = new WeakMap<readonly InvoiceLine[], { readonly list: PackedList | undefined }>();

const keptPlace = ({ id, lines }: WithLines): LinesPlace | undefined => {
  const { of, place } = kept.get(lines) ?? {};
  return of === id ? place : undefined;
};

const packOf = ({ lines }: WithLines): PackedList | undefined => {
  const pack = packs.get(lines) ?? { list: packed(lines.map(lineToWire)) };
  packs.set(lines, pack);
  return pack.list;
};

const placeOf = (revision: number, list: PackedList | undefined): LinesPlace | undefined =>
  list === undefined ? undefined : { revision, digest: list.digest, counts: list.counts };

/** What an invoice's item has in place of long lines; undefined where it has the lines themselves. */
export const placeOfLines = (invoice: WithLines) => {
  const place = keptPlace(invoice) ?? placeOf(invoice.revision, packOf(invoice));
  if (place === undefined) return undefined;
  return { linesRevision: place.revision, linesDigest: place.digest, lineCounts: [...place.counts] };
};

/** Writes long lines, before the item of the invoice names them. A crash in between leaves parts that nobody reads.
 *  @throws Conflict `list_too_long` */
export const keepLines = async (invoice: WithLines): Promise<void> => {
  if (keptPlace(invoice) !== undefined) return;
  const { id, revision, lines } = invoice;
  const list = packOf(invoice);
  const place = placeOf(revision, list);
  if (list === undefined || place === undefined) return;
  await writeList(shelfOf(id, revision), list);
  kept.set(lines, { of: id, place });
};

const placeItem = z.object({
  linesRevision: z.int(),
  linesDigest: z.string(),
  lineCounts: z.array(z.int().positive()),
});

/** Where the lines of an item lie; undefined where it has them itself. */
export const placeIn = (item: Readonly<Record<string, unknown>>): LinesPlace | undefined => {
  const { success, data } = placeItem.safeParse(item);
  return success ? { revision: data.linesRevision, digest: data.linesDigest, counts: data.lineCounts } : undefined;
};

export const lineCountIn = (place: ListPlace): number => entriesIn(place);

/** Lines that lie in items of their own, from `from` on as many as `count` of them; strongly consistent. Undefined where they are
 *  gone, since the draft has been edited since its item was read. */
export const readLines = async (
  { id, currency }: Pick<Invoice, 'id' | 'currency'>,
  place: LinesPlace,
  ...slice: readonly [from: number, count: number] | readonly []
): Promise<readonly InvoiceLine[] | undefined> => {
  const entries = await readEntries(shelfOf(id, place.revision), place, ...slice);
  const lines = entries?.map((entry) => lineFromWire(lineSchema.parse(entry), currency));
  if (lines !== undefined && lines.length === entriesIn(place)) kept.set(lines, { of: id, place });
  return lines;
};

/** Removes what revisions before that of the invoice's lines have left over. */
export const removeEarlierLines = async (invoice: WithLines): Promise<void> => {
  const place = keptPlace(invoice);
  if (place === undefined || place.revision === 0) return;
  await removeLists({ pk: `INVOICE#${invoice.id}`, prefix }, prefixOf(place.revision));
};

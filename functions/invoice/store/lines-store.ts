import { z } from 'zod';
import type { Invoice, InvoiceLine } from '../invoice.ts';
import { entriesIn, type ListPlace, type PackedList, packed } from '../table/long-list.ts';
import { readEntries, removeLists, type Shelf, writeList } from '../table/long-list-store.ts';
import { lineFromWire, lineSchema, lineToWire } from '../wire/line-wire.ts';

type WithLines = Pick<Invoice, 'id' | 'revision' | 'lines'>;
type Named = Pick<Invoice, 'id' | 'revision'>;

/** The lines of each revision of a draft lie in items of their own. So what is left over from an earlier revision can be told:
 *  a revision never comes back. */
const prefix = 'LINES#';
const prefixOf = (revision: number): string => `${prefix}${String(revision).padStart(6, '0')}#`;
const shelfOf = ({ id, revision }: Named): Shelf => ({ pk: `INVOICE#${id}`, prefix: prefixOf(revision) });

/** What was read from the table, or written there, need not be packed and written again. Lines never change: what is edited
 *  has other lines. */
const kept = new WeakMap<readonly InvoiceLine[], { readonly shelf: Shelf; readonly place: ListPlace }>();
const packs = new WeakMap<readonly InvoiceLine[], { readonly list: PackedList | undefined }>();

const keptPlace = (invoice: WithLines): ListPlace | undefined => {
  const { shelf, place } = kept.get(invoice.lines) ?? {};
  const { pk, prefix: own } = shelfOf(invoice);
  return shelf?.pk === pk && shelf.prefix === own ? place : undefined;
};

const packOf = ({ lines }: WithLines): PackedList | undefined => {
  const pack = packs.get(lines) ?? { list: packed(lines.map(lineToWire)) };
  packs.set(lines, pack);
  return pack.list;
};

/** What an invoice's item has in place of long lines; undefined where it has the lines themselves. */
export const placeOfLines = (invoice: WithLines) => {
  const place = keptPlace(invoice) ?? packOf(invoice);
  return place === undefined ? undefined : { linesDigest: place.digest, lineCounts: [...place.counts] };
};

/** Writes long lines, before the item of the invoice names them. A crash in between leaves parts that nobody reads.
 *  @throws Conflict `list_too_long` */
export const keepLines = async (invoice: WithLines): Promise<void> => {
  if (keptPlace(invoice) !== undefined) return;
  const list = packOf(invoice);
  if (list === undefined) return;
  const shelf = shelfOf(invoice);
  await writeList(shelf, list);
  kept.set(invoice.lines, { shelf, place: { digest: list.digest, counts: list.counts } });
};

const placeItem = z.object({ linesDigest: z.string(), lineCounts: z.array(z.int().positive()) });

/** Where the lines of an item lie; undefined where it has them itself. */
export const placeIn = (item: Readonly<Record<string, unknown>>): ListPlace | undefined => {
  const { success, data } = placeItem.safeParse(item);
  return success ? { digest: data.linesDigest, counts: data.lineCounts } : undefined;
};

export const lineCountIn = (place: ListPlace): number => entriesIn(place);

/** Lines that lie in items of their own, from `from` on as many as `count` of them; strongly consistent. Undefined where they are
 *  gone, since the draft has been edited since its item was read. */
export const readLines = async (
  invoice: Named & Pick<Invoice, 'currency'>,
  place: ListPlace,
  ...slice: readonly [from: number, count: number] | readonly []
): Promise<readonly InvoiceLine[] | undefined> => {
  const shelf = shelfOf(invoice);
  const entries = await readEntries(shelf, place, ...slice);
  const lines = entries?.map((entry) => lineFromWire(lineSchema.parse(entry), invoice.currency));
  if (lines !== undefined && lines.length === entriesIn(place)) kept.set(lines, { shelf, place });
  return lines;
};

/** Removes what revisions before that of the invoice have left over. */
export const removeEarlierLines = async ({ id, revision, lines }: WithLines): Promise<void> => {
  if (revision === 0 || !kept.has(lines)) return;
  await removeLists({ pk: `INVOICE#${id}`, prefix }, prefixOf(revision));
};

import { z } from 'zod';
import { Conflict } from '../../kernel/meterline-error.ts';
import type { Currency } from '../../money/currency.ts';
import { entriesIn, type ListPlace, packed } from '../table/long-list.ts';
import { readEntries, type Shelf, writeList } from '../table/long-list-store.ts';
import type { CreditedLine, CreditNote } from './credit-note.ts';
import { creditedLineFromWire, creditedLineToWire, creditedLineWire } from './credit-note-wire.ts';

type Named = Pick<CreditNote, 'id' | 'invoiceId'>;

/** Beside the notes of the invoice, and not among them: whoever reads the notes does not read all their lines. */
const shelfOf = ({ id, invoiceId }: Named): Shelf => ({ pk: `INVOICE#${invoiceId}`, prefix: `NOTE_LINES#${id}#` });

const placeItem = z.object({ linesDigest: z.string(), lineCounts: z.array(z.int().positive()) });

/** Writes long lines, before the item of the note names them.
 *  @returns what that item has in place of them; undefined where it has the lines themselves
 *  @throws Conflict `list_too_long` */
export const keepNoteLines = async (note: CreditNote) => {
  const list = packed(note.lines.map(creditedLineToWire));
  if (list === undefined) return undefined;
  await writeList(shelfOf(note), list);
  return { linesDigest: list.digest, lineCounts: [...list.counts] };
};

/** Where the lines of a note lie; undefined where its item has them itself. */
export const noteLinesIn = (item: Readonly<Record<string, unknown>>): ListPlace | undefined => {
  const { success, data } = placeItem.safeParse(item);
  return success ? { digest: data.linesDigest, counts: data.lineCounts } : undefined;
};

export const noteLineCount = (place: ListPlace): number => entriesIn(place);

/** Lines of a note, from `from` on as many as `count` of them. A note never changes, so they are there.
 *  @throws Conflict `credit_note_corrupt` where they are not */
export const readNoteLines = async (
  note: Named & { readonly currency: Currency },
  place: ListPlace,
  ...slice: readonly [from: number, count: number] | readonly []
): Promise<readonly CreditedLine[]> => {
  const entries = await readEntries(shelfOf(note), place, ...slice);
  if (entries === undefined)
    throw new Conflict('credit_note_corrupt', `The lines of credit note ${note.id} are missing.`);
  return entries.map((entry) => creditedLineFromWire(creditedLineWire.parse(entry), note.currency));
};

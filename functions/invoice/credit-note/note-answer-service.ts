import type { InvoiceId } from '../../kernel/ids.ts';
import { cursorOf, type Page } from '../../platform/http/page.ts';
import { type PageRequest, startKeyIn } from '../../platform/table/query.ts';
import { fitting } from '../store/answered-lines.ts';
import type { CreditNote, CreditNoteId } from './credit-note.ts';
import { type ListedNote, requireNote } from './credit-note-store.ts';
import { type AnsweredNote, type CreditedLineWire, creditedLineToWire, creditNoteToWire } from './credit-note-wire.ts';

/** A credit note as it is answered: with its first lines, and how many there are.
 *  @param note one out of a list has either all its lines or, where they are many, none */
export const answeredNote = (note: CreditNote | ListedNote): AnsweredNote => {
  const { lines: all, ...wire } = creditNoteToWire(note);
  const lineCount = 'lineCount' in note ? note.lineCount : note.lines.length;
  return { ...wire, lines: fitting(all), lineCount };
};

const cursorAfter = (creditNoteId: CreditNoteId, count: number, lineCount: number): string | null =>
  count >= lineCount ? null : cursorOf({ creditNoteId, after: String(count) });

/** A page of the lines of a note. It ends early where the lines would have too many bytes.
 *  @throws NotFound `credit_note_not_found`; InvalidInput `invalid_cursor` */
export const noteLinesPage = async (
  invoice: InvoiceId,
  id: CreditNoteId,
  { limit, cursor }: PageRequest,
): Promise<Page<CreditedLineWire>> => {
  const from = Number(startKeyIn(cursor, { creditNoteId: id }, ['creditNoteId', 'after'])?.after ?? 0);
  const { lines, lineCount } = await requireNote(invoice, id, from, limit);
  const data = fitting(lines.map(creditedLineToWire));
  return { data, nextCursor: cursorAfter(id, from + data.length, lineCount) };
};

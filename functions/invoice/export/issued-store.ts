import type { Instant } from '../../kernel/instant.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { cursorOf, startKeyOf } from '../../platform/http/page.ts';
import { type Item, queryPage } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { type DocumentKind, issuedMonth } from '../table/issued-key.ts';

/** From `from` on, and before `to`. */
export interface Dates {
  readonly from: Instant;
  readonly to: Instant;
}

/** A document, and the cursors that go on behind it. */
export interface Issued {
  readonly item: Item;
  /** How many rows of it an earlier answer has had: a long one is told in several. */
  readonly done: number;
  /** The cursor that goes on after so many of its rows, or after all of them. */
  readonly cursorAfter: (rows: number | 'all') => string;
  /** How many pages of the table were read so far that had any document: of 1 MB each. */
  readonly reads: number;
}

/** The documents of one kind that were issued between two dates, in the order of date and number, month by month. Each comes with
 *  the cursors that go on after it. Seconds behind the table.
 *  @throws InvalidInput `invalid_cursor` */
export async function* issuedBetween(
  kind: DocumentKind,
  { from, to }: Dates,
  cursor: string | undefined,
): AsyncGenerator<Issued> {
  const { after, rows } = placeOf(cursor);
  let reads = 0;
  for (const month of monthsOf(after ?? from, to)) {
    let first: string | undefined = firstAfter({ after, rows }) ?? from;
    while (first !== undefined && first <= to) {
      const items = await page(issuedMonth(kind, month), first, to);
      if (items.length > 0) reads += 1;
      const read = reads;
      for (const item of items) {
        const sk = String(item.issuedSk);
        yield { item, done: sk === after ? rows : 0, cursorAfter: (done) => cursorAt(sk, done), reads: read };
      }
      const last = items.at(-1)?.issuedSk;
      first = last === undefined ? undefined : `${String(last)}!`;
    }
  }
}

/** As many as DynamoDB reads at once. `first` is a date, or the key of a document with `!` behind it: `!` sorts just before any
 *  sign that could follow, so that the document itself is left out and the next one is not. A document issued at the very
 *  moment `to` sorts after `to`, and is left out as well. */
const page = async (partition: string, first: string, to: Instant): Promise<readonly Item[]> => {
  const { data } = await queryPage({
    TableName: tableOf('invoices'),
    IndexName: 'issued',
    KeyConditionExpression: 'issuedPk = :month AND issuedSk BETWEEN :first AND :to',
    ExpressionAttributeValues: { ':month': partition, ':first': first, ':to': to },
  });
  return data;
};

interface Place {
  /** The sort key of the document at which the list goes on; undefined at its beginning. */
  readonly after: string | undefined;
  /** How many rows of that document were told; zero where all of them were. */
  readonly rows: number;
}

const cursorAt = (after: string, rows: number | 'all'): string =>
  cursorOf(rows === 'all' ? { after } : { after, rows }) ?? '';

const firstAfter = ({ after, rows }: Place): string | undefined => {
  if (after === undefined) return undefined;
  return rows === 0 ? `${after}!` : after;
};

/** @throws InvalidInput `invalid_cursor` */
const placeOf = (cursor: string | undefined): Place => {
  const key = startKeyOf(cursor);
  if (key === undefined) return { after: undefined, rows: 0 };
  const { after, rows = 0, ...more } = key;
  const isKey = typeof after === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z#.+$/.test(after);
  const isCount = Number.isSafeInteger(rows) && Number(rows) >= 0;
  if (isKey && isCount && Object.keys(more).length === 0) return { after, rows: Number(rows) };
  throw new InvalidInput({ code: 'invalid_cursor', pointer: '', detail: 'The cursor is not one that this list gave.' });
};

/** The months from one date to another: `2026-10`, `2026-11`, … */
const monthsOf = (from: string, to: Instant): readonly string[] => {
  const months: string[] = [];
  const last = to.slice(0, 7);
  for (let month = from.slice(0, 7); month <= last; month = following(month)) months.push(month);
  return months;
};

const following = (text: string): string => {
  const [year = 0, month = 0] = text.split('-').map(Number);
  return month === 12
    ? `${String(year + 1).padStart(4, '0')}-01`
    : `${String(year).padStart(4, '0')}-${String(month + 1).padStart(2, '0')}`;
};

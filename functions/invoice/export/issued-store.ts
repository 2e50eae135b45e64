import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../kernel/instant.ts';
import { InvalidInput } from '../../kernel/meterline-error.ts';
import { cursorOf, startKeyOf } from '../../platform/http/page.ts';
import { documents } from '../../platform/table/dynamo.ts';
import type { Item } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { type DocumentKind, issuedMonth } from '../table/issued-key.ts';

/** `to` excluded. */
export interface Dates {
  readonly from: Instant;
  readonly to: Instant;
}

/** Documents of one kind by date and number, seconds behind the table; each with the cursor that goes on after it.
 *  @throws InvalidInput `invalid_cursor` */
export async function* issuedBetween(
  kind: DocumentKind,
  { from, to }: Dates,
  cursor: string | undefined,
): AsyncGenerator<{ readonly item: Item; readonly cursor: string | null }> {
  const after = placeOf(cursor);
  for (const month of monthsOf(after === undefined ? from : after, to)) {
    let first: string | undefined = after === undefined ? from : `${after}!`;
    while (first !== undefined && first <= to) {
      const items = await page(issuedMonth(kind, month), first, to);
      for (const item of items) yield { item, cursor: cursorOf({ after: item.issuedSk }) };
      const last = items.at(-1)?.issuedSk;
      first = last === undefined ? undefined : `${String(last)}!`;
    }
  }
}

/** As many as DynamoDB reads at once. `!` comes after `#`, and a date before what begins with it. */
const page = async (partition: string, first: string, to: Instant): Promise<readonly Item[]> => {
  const { Items } = await documents.send(
    new QueryCommand({
      TableName: tableOf('invoices'),
      IndexName: 'issued',
      KeyConditionExpression: 'issuedPk = :month AND issuedSk BETWEEN :first AND :to',
      ExpressionAttributeValues: { ':month': partition, ':first': first, ':to': to },
    }),
  );
  return Items ?? [];
};

/** @throws InvalidInput `invalid_cursor` */
const placeOf = (cursor: string | undefined): string | undefined => {
  const key = startKeyOf(cursor);
  if (key === undefined) return undefined;
  if (typeof key.after === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z#.+$/.test(key.after)) return key.after;
  throw new InvalidInput({ code: 'invalid_cursor', pointer: '', detail: 'The cursor is not one that this list gave.' });
};

/** `2026-10`, `2026-11`, … */
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

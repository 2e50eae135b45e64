import type { Instant } from '../../kernel/instant.ts';
import { cursorOf, type Page } from '../../platform/table/cursor.ts';
import { type Item, type PageRequest, queryPage, startKeyIn } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';

/** Months that a list goes back, which is longer than the id of an event is remembered by default. */
const maxMonths = 15;

/** A page of a list that the log keeps in a partition for each month, `CONFLICTS#2026-11`; newest first.
 *  @param kind `CONFLICTS`, `UNMATCHED`, `UNREADABLE` or `UNKNOWN_CUSTOMERS`
 *  @param now the list begins with this month
 *  @throws InvalidInput `invalid_cursor` */
export const newestFirst = async (kind: string, now: Instant, { limit, cursor }: PageRequest): Promise<Page<Item>> => {
  const from = startKeyIn(cursor, {}, ['pk', 'sk']);
  const data: Item[] = [];
  for (const month of monthsUntil(now)) {
    const pk = `${kind}#${month}`;
    if (from !== undefined && pk > String(from.pk)) continue;
    const page = await queryPage({
      TableName: tableOf('log'),
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ScanIndexForward: false,
      ConsistentRead: true,
      ExclusiveStartKey: from?.pk === pk ? from : undefined,
      Limit: limit - data.length,
    });
    data.push(...page.data);
    if (page.nextCursor !== null) return { data, nextCursor: page.nextCursor };
    if (data.length === limit) return { data, nextCursor: cursorOf({ pk, sk: '!' }) };
  }
  return { data, nextCursor: null };
};

/** This month and those before it: `2026-11`, `2026-10`, … */
const monthsUntil = (now: Instant): readonly string[] => {
  const [year = 0, month = 0] = now.slice(0, 7).split('-').map(Number);
  return Array.from({ length: maxMonths }, (_, back) => {
    const index = year * 12 + month - 1 - back;
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  });
};

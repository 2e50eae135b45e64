import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../kernel/instant.ts';
import { cursorOf, type Page } from '../../platform/http/page.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { type PageRequest, startKeyIn } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';

type Item = Readonly<Record<string, unknown>>;

/** Months that a list goes back: longer than an event's id is remembered by default. */
const maxMonths = 15;

/** A page of what lies in the log's partitions `<kind>#<month>`, newest first.
 *  @throws InvalidInput `invalid_cursor` */
export const newestFirst = async (kind: string, now: Instant, { limit, cursor }: PageRequest): Promise<Page<Item>> => {
  const from = startKeyIn(cursor, {}, ['pk', 'sk']);
  const data: Item[] = [];
  for (const month of monthsUntil(now)) {
    const pk = `${kind}#${month}`;
    if (from !== undefined && pk > String(from.pk)) continue;
    const answer = await documents.send(
      new QueryCommand({
        TableName: tableOf('log'),
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ScanIndexForward: false,
        ConsistentRead: true,
        ExclusiveStartKey: from?.pk === pk ? from : undefined,
        Limit: limit - data.length,
      }),
    );
    data.push(...(answer.Items ?? []));
    if (answer.LastEvaluatedKey !== undefined) return { data, nextCursor: cursorOf(answer.LastEvaluatedKey) };
    if (data.length === limit) return { data, nextCursor: cursorOf({ pk, sk: '!' }) };
  }
  return { data, nextCursor: null };
};

/** `2026-11`, `2026-10`, … */
const monthsUntil = (now: Instant): readonly string[] => {
  const [year = 0, month = 0] = now.slice(0, 7).split('-').map(Number);
  return Array.from({ length: maxMonths }, (_, back) => {
    const index = year * 12 + month - 1 - back;
    return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
  });
};

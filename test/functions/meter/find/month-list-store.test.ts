import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseInstant } from '../../../../functions/kernel/instant.ts';
import { newestFirst } from '../../../../functions/meter/find/month-list-store.ts';
import { cursorOf } from '../../../../functions/platform/http/page.ts';
import { documents } from '../../../../functions/platform/table/dynamo.ts';
import { mockClient } from '../../../support/mock-client.ts';

const table = mockClient(documents);
const now = parseInstant('2026-02-03T10:00:00Z');
const item = (month: string, sk: string) => ({ pk: `CONFLICTS#${month}`, sk });
const kept = [
  item('2026-02', 'c'),
  item('2026-01', 'e'),
  item('2026-01', 'd'),
  item('2025-11', 'b'),
  item('2025-11', 'a'),
  item('2024-01', 'too old'),
];

beforeEach(() => {
  table.reset();
  vi.stubEnv('LOG_TABLE', 'log');
  table.on(QueryCommand).callsFake(({ ExpressionAttributeValues, ExclusiveStartKey, Limit }) => {
    const found = kept
      .filter(({ pk }) => pk === ExpressionAttributeValues[':pk'])
      .filter(({ sk }) => ExclusiveStartKey === undefined || sk < ExclusiveStartKey.sk);
    const Items = found.slice(0, Limit);
    return { Items, ...(found.length > Limit ? { LastEvaluatedKey: Items.at(-1) } : {}) };
  });
});

describe('a list by month, newest first', () => {
  it.each([1, 2, 3, 4, 5, 6])('in pages of %i, everything once, over months without anything', async (limit) => {
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await newestFirst('CONFLICTS', now, { limit, cursor });
      expect(page.data.length).toBeLessThanOrEqual(limit);
      seen.push(...page.data.map(({ sk }) => sk));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(['c', 'e', 'd', 'b', 'a']);
  });

  it('refuses a cursor of something else', async () => {
    const cursor = cursorOf({ day: '2026-01-01' }) ?? '';
    await expect(newestFirst('CONFLICTS', now, { limit: 1, cursor })).rejects.toMatchObject({ code: 'invalid_cursor' });
  });
});

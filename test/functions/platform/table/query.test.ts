import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { cursorOf } from '../../../../functions/platform/table/cursor.ts';
import { allPages, queryAll, queryPage, startKeyIn } from '../../../../functions/platform/table/query.ts';
import { mockClient } from '../../../support/mock-client.ts';

const table = mockClient(DynamoDBDocumentClient);
afterEach(() => table.reset());

const query = { TableName: 'invoices', KeyConditionExpression: 'pk = :pk' };

describe('a query of more than DynamoDB answers at once', () => {
  it('is asked for page by page, each from the key that the one before ended at', async () => {
    table
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ sk: '1' }, { sk: '2' }], LastEvaluatedKey: { pk: 'A', sk: '2' } })
      .resolvesOnce({ Items: [], LastEvaluatedKey: { pk: 'A', sk: '5' } })
      .resolvesOnce({ Items: [{ sk: '6' }] });
    expect(await queryAll(query)).toEqual([{ sk: '1' }, { sk: '2' }, { sk: '6' }]);
    expect(table.commandCalls(QueryCommand).map(({ args }) => args[0].input.ExclusiveStartKey)).toEqual([
      undefined,
      { pk: 'A', sk: '2' },
      { pk: 'A', sk: '5' },
    ]);
  });

  it('an answer without items is an empty one', async () => {
    expect(await allPages(async () => ({}))).toEqual([]);
  });

  it('a list gives one page, and a cursor that leads to the next', async () => {
    table.on(QueryCommand).resolves({ Items: [{ sk: '1' }], LastEvaluatedKey: { pk: 'A', sk: '1' } });
    const { data, nextCursor } = await queryPage(query);
    expect(data).toEqual([{ sk: '1' }]);
    expect(startKeyIn(nextCursor ?? '', { pk: 'A' }, ['pk', 'sk'])).toEqual({ pk: 'A', sk: '1' });
  });
});

describe('a cursor', () => {
  it.each([
    ['of another list', { pk: 'B', sk: '1' }],
    ['with a part too few', { pk: 'A' }],
    ['with a part too many', { pk: 'A', sk: '1', listPk: 'X' }],
    ['with a part of another kind', { pk: 'A', sk: 1 }],
  ])('%s is refused', (_, key) => {
    expect(() => startKeyIn(cursorOf(key) ?? '', { pk: 'A' }, ['pk', 'sk'])).toThrow(
      expect.objectContaining({ code: 'invalid_cursor' }),
    );
  });

  it('that is none means the beginning', () => {
    expect(startKeyIn(undefined, { pk: 'A' }, ['pk', 'sk'])).toBeUndefined();
  });
});

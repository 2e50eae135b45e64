import { GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Key } from '../../kernel/key.ts';
import type { Page } from '../../platform/http/page.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { type PageRequest, queryPage, startKeyIn } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';

/** An item of the invoices table. Never `customerId` and `listSk` together, but on an invoice: the index `customer` has
 *  those only. */
export type Item = Readonly<Record<string, unknown>>;

/** Puts an item that must not be there yet. */
export const putNew = (key: Key, attributes: Item): TransactItem => ({
  Put: {
    TableName: tableOf('invoices'),
    Item: { ...attributes, ...key },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** Strongly consistent. */
export const readItem = async (Key: Key): Promise<Item | undefined> => {
  const { Item } = await documents.send(new GetCommand({ TableName: tableOf('invoices'), Key, ConsistentRead: true }));
  return Item;
};

/** Everything in a partition below a prefix of the sort key, in its order; strongly consistent. */
export const readBelow = async (pk: string, prefix: string): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let from: QueryCommandInput['ExclusiveStartKey'];
  do {
    const answer = await documents.send(
      new QueryCommand({
        TableName: tableOf('invoices'),
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
        ConsistentRead: true,
        ExclusiveStartKey: from,
      }),
    );
    items.push(...(answer.Items ?? []));
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
};

/** A page of a partition of the index `list`, newest first; seconds behind the table.
 *  @throws InvalidInput `invalid_cursor` */
export const listPage = (listPk: string, { limit, cursor }: PageRequest): Promise<Page<Item>> =>
  queryPage({
    TableName: tableOf('invoices'),
    IndexName: 'list',
    KeyConditionExpression: 'listPk = :list',
    ExpressionAttributeValues: { ':list': listPk },
    ScanIndexForward: false,
    ExclusiveStartKey: startKeyIn(cursor, { listPk }, ['pk', 'sk', 'listPk', 'listSk']),
    Limit: limit,
  });

import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Key } from '../../kernel/key.ts';
import type { Page } from '../../platform/http/page.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { entering } from '../../platform/table/item-size.ts';
import { type Item, type PageRequest, queryAll, queryPage, startKeyIn } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';

/** Puts an item of the invoices table that must not be there yet. Only invoices and credit notes may have
 *  `customerId` and `listSk` together: these two are the key of the index `customer`, in which nothing else belongs.
 *  @throws InvalidInput `item_too_large` */
export const putNew = (key: Key, attributes: Item): TransactItem => ({
  Put: {
    TableName: tableOf('invoices'),
    Item: entering({ ...attributes, ...key }),
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** One item of the invoices table; undefined where there is none. Strongly consistent. */
export const readItem = async (Key: Key): Promise<Item | undefined> => {
  const { Item } = await documents.send(new GetCommand({ TableName: tableOf('invoices'), Key, ConsistentRead: true }));
  return Item;
};

/** Everything in a partition below a prefix of the sort key, in the order of that key; strongly consistent. */
export const readBelow = (pk: string, prefix: string): Promise<readonly Item[]> =>
  queryAll({
    TableName: tableOf('invoices'),
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    ConsistentRead: true,
  });

const keySchema = z.object({ pk: z.string(), sk: z.string() });

/** The keys of everything in a partition below a prefix of the sort key; strongly consistent. */
export const keysBelow = async (pk: string, prefix: string): Promise<readonly Key[]> => {
  const items = await queryAll({
    TableName: tableOf('invoices'),
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    ProjectionExpression: 'pk, sk',
    ConsistentRead: true,
  });
  return items.map((item) => keySchema.parse(item));
};

/** A page of a partition of the index `list`, newest first unless said otherwise. The index is seconds behind the table.
 *  @throws InvalidInput `invalid_cursor` */
export const listPage = (
  listPk: string,
  { limit, cursor }: PageRequest,
  order: 'ascending' | 'descending' = 'descending',
): Promise<Page<Item>> =>
  queryPage({
    TableName: tableOf('invoices'),
    IndexName: 'list',
    KeyConditionExpression: 'listPk = :list',
    ExpressionAttributeValues: { ':list': listPk },
    ScanIndexForward: order === 'ascending',
    ExclusiveStartKey: startKeyIn(cursor, { listPk }, ['pk', 'sk', 'listPk', 'listSk']),
    Limit: limit,
  });

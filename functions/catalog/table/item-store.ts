import {
  GetCommand,
  PutCommand,
  type PutCommandInput,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { Key } from '../../kernel/key.ts';
import type { Page } from '../../platform/table/cursor.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { living } from '../../platform/table/item-size.ts';
import { type Item, type PageRequest, queryAll, queryPage, startKeyIn } from '../../platform/table/query.ts';
import { conditionHeld, unlessRefused } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';

/** How many bytes DynamoDB takes in a partition key and in a sort key. */
const maxKey = { pk: 2048, sk: 1024 } as const;

/** Reads an item, strongly consistently. A key longer than DynamoDB allows has no item. */
export const readItem = async ({ pk, sk }: Key): Promise<Item | undefined> => {
  if (Buffer.byteLength(pk) > maxKey.pk || Buffer.byteLength(sk) > maxKey.sk) return undefined;
  const answer = await documents.send(
    new GetCommand({ TableName: tableOf('catalog'), Key: { pk, sk }, ConsistentRead: true }),
  );
  return answer.Item;
};

/** Reads all items of a partition whose sort key begins with `prefix`, strongly consistently. */
export const readAll = (pk: string, prefix: string): Promise<readonly Item[]> => queryAll(inPartition(pk, prefix));

/** Reads a page of the items of a partition whose sort key begins with `prefix`, strongly consistently.
 *  @throws InvalidInput `invalid_cursor` */
export const readPage = async (
  pk: string,
  prefix: string,
  order: 'ascending' | 'descending',
  { limit, cursor }: PageRequest,
): Promise<Page<Item>> =>
  queryPage({
    ...inPartition(pk, prefix),
    ScanIndexForward: order === 'ascending',
    ExclusiveStartKey: startKeyIn(cursor, { pk }, ['pk', 'sk']),
    Limit: limit,
  });

/** Reads a page of the index `list`, newest first. What was made a moment ago may still be missing.
 *  @throws InvalidInput `invalid_cursor` */
export const listPage = async (kind: string, { limit, cursor }: PageRequest): Promise<Page<Item>> =>
  queryPage({
    TableName: tableOf('catalog'),
    IndexName: 'list',
    KeyConditionExpression: 'listPk = :kind',
    ExpressionAttributeValues: { ':kind': kind },
    ScanIndexForward: false,
    ExclusiveStartKey: startKeyIn(cursor, { listPk: kind }, ['pk', 'sk', 'listPk', 'listSk']),
    Limit: limit,
  });

/** Changes an item on condition.
 *  @returns the item as it is afterwards; undefined where the condition did not hold, and nothing was changed */
export const updateItem = async (
  { pk, sk }: Key,
  update: Omit<UpdateCommandInput, 'TableName' | 'Key' | 'ReturnValues'>,
): Promise<Item | undefined> => {
  const command = new UpdateCommand({
    TableName: tableOf('catalog'),
    Key: { pk, sk },
    ReturnValues: 'ALL_NEW',
    ...update,
  });
  return (await unlessRefused(documents.send(command)))?.Attributes;
};

/** Puts an item, on condition if there is one.
 *  @returns whether the condition held, so that the item was put
 *  @throws InvalidInput `item_too_large` */
export const putItem = (item: Item, condition: Omit<PutCommandInput, 'TableName' | 'Item'> = {}): Promise<boolean> =>
  conditionHeld(documents.send(new PutCommand({ TableName: tableOf('catalog'), Item: living(item), ...condition })));

const inPartition = (pk: string, prefix: string): QueryCommandInput => ({
  TableName: tableOf('catalog'),
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
  ConsistentRead: true,
});

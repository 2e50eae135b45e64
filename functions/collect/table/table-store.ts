import { GetCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Key } from '../../kernel/key.ts';
import type { Page } from '../../platform/http/page.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { type Item, type PageRequest, queryAll, queryPage, startKeyIn } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { customerPartition } from './keys.ts';

/** Strongly consistent. */
export const readItem = async (Key: Key): Promise<Item | undefined> => {
  const { Item } = await documents.send(new GetCommand({ TableName: tableOf('payments'), Key, ConsistentRead: true }));
  return Item;
};

/** All items of a customer whose sort key begins with the prefix, in its order; strongly consistent. */
export const itemsOf = (customer: CustomerId, prefix: string): Promise<readonly Item[]> =>
  queryAll(below(customer, prefix));

/** A page of the same items, in the same order; strongly consistent.
 *  @throws InvalidInput `invalid_cursor` */
export const pageOf = (customer: CustomerId, prefix: string, { limit, cursor }: PageRequest): Promise<Page<Item>> =>
  queryPage({
    ...below(customer, prefix),
    ExclusiveStartKey: startKeyIn(cursor, { pk: customerPartition(customer) }, ['pk', 'sk']),
    Limit: limit,
  });

const below = (customer: CustomerId, prefix: string): QueryCommandInput => ({
  TableName: tableOf('payments'),
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':pk': customerPartition(customer), ':prefix': prefix },
  ConsistentRead: true,
});

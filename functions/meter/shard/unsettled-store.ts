import { type AttributeValue, DeleteItemCommand, QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type CustomerId, customerId } from '../../kernel/ids.ts';
import { dynamo } from '../../platform/table/dynamo.ts';
import { allPages } from '../../platform/table/query.ts';
import { conditionHeld } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import { partsOf } from '../counter/counter-key.ts';
import { usagePartition } from './shard.ts';
import type { Head } from './shard-head.ts';

/** Says that something of a customer was counted which no open period bills, so that somebody has to look at it. */
export interface Mark {
  readonly customer: CustomerId;
  readonly shard: string;
  /** Another one each time that the mark is set: a mark is taken away only as it was read. */
  readonly token: string;
  /** The meters that counted; `allMeters` for any. */
  readonly meters: readonly string[];
}

/** Stands for all meters. No key of a meter looks like this. */
export const allMeters = '*';

/** All marks share a partition, which has an item for each shard that has counted something. */
const partition = 'UNSETTLED#';

/** Marks the customer, in the transaction of what is to be looked at.
 *  @param shard the partition of the customer's shard
 *  @param token names the transaction */
export const markOf = (shard: string, token: string, meters: readonly string[]): TransactWriteItem => ({
  Update: {
    TableName: tableOf('usage'),
    Key: { pk: { S: partition }, sk: { S: sortKeyOf(shard) } },
    UpdateExpression: 'SET #token = :token ADD meters :meters',
    ExpressionAttributeNames: { '#token': 'token' },
    ExpressionAttributeValues: { ':token': { S: token }, ':meters': { SS: [...meters] } },
  },
});

/** The same for a transaction of documents. It names no meters: what is to be looked at is not usage. */
export const documentMark = (customer: CustomerId, token: string): TransactItem => ({
  Update: {
    TableName: tableOf('usage'),
    Key: { pk: partition, sk: sortKeyOf(customer) },
    UpdateExpression: 'SET #token = :token',
    ExpressionAttributeNames: { '#token': 'token' },
    ExpressionAttributeValues: { ':token': token },
  },
});

/** The marks of what a transaction counts: one where a window lies before the time from which on a period bills, else none.
 *  @param counters the keys of the counters that it changes
 *  @param token names the transaction */
export const marksFor = (
  customer: CustomerId,
  shard: number,
  { billsFrom }: Pick<Head, 'billsFrom'>,
  counters: readonly string[],
  token: string,
): readonly TransactWriteItem[] => {
  if (billsFrom === null) return [];
  const loose = counters.map(partsOf).filter(({ window }) => window < billsFrom);
  const meters = [...new Set(loose.map(({ meter }) => meter))];
  return meters.length === 0 ? [] : [markOf(usagePartition(customer, shard), token, meters)];
};

/** With a `~` at the end, so that the marks of a customer are a range of keys: `cust_8821~`, `cust_8821~1~`. No customer id
 *  contains `~`. */
const sortKeyOf = (shard: string): string => `${shard}~`;

/** The marks of one customer; strongly consistent. */
export const marksOf = async (customer: CustomerId): Promise<readonly Mark[]> => {
  const items = await allPages((ExclusiveStartKey: Record<string, AttributeValue> | undefined) =>
    dynamo.send(
      new QueryCommand({
        TableName: tableOf('usage'),
        KeyConditionExpression: 'pk = :partition AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':partition': { S: partition },
          ':first': { S: `${customer}~` },
          ':last': { S: `${customer}~~` },
        },
        ConsistentRead: true,
        ExclusiveStartKey,
      }),
    ),
  );
  return items.map(markIn);
};

/** A page of the customers that have marks, in the order of their ids; a customer may be on two pages.
 *  @param after the key after which the page begins; empty for the first page
 *  @returns the key after which the next page begins; empty after the last */
export const markedCustomers = async (
  after: string,
  limit: number,
): Promise<{ readonly customers: readonly CustomerId[]; readonly next: string }> => {
  const { Items = [], LastEvaluatedKey } = await dynamo.send(
    new QueryCommand({
      TableName: tableOf('usage'),
      KeyConditionExpression: 'pk = :partition',
      ExpressionAttributeValues: { ':partition': { S: partition } },
      ConsistentRead: true,
      Limit: limit,
      ...(after === '' ? {} : { ExclusiveStartKey: { pk: { S: partition }, sk: { S: after } } }),
    }),
  );
  const customers = [...new Set(Items.map((item) => markIn(item).customer))];
  return { customers, next: LastEvaluatedKey?.sk?.S ?? '' };
};

/** Takes a mark away, if nothing has set it again since it was read.
 *  @returns false where something has */
export const removeMark = ({ shard, token }: Mark): Promise<boolean> =>
  conditionHeld(
    dynamo.send(
      new DeleteItemCommand({
        TableName: tableOf('usage'),
        Key: { pk: { S: partition }, sk: { S: sortKeyOf(shard) } },
        ConditionExpression: '#token = :token',
        ExpressionAttributeNames: { '#token': 'token' },
        ExpressionAttributeValues: { ':token': { S: token } },
      }),
    ),
  );

const markIn = ({ sk, token, meters }: Record<string, AttributeValue>): Mark => {
  const shard = (sk?.S ?? '').slice(0, -1);
  const [customer = ''] = shard.split('~');
  return { customer: customerId(customer), shard, token: token?.S ?? '', meters: meters?.SS ?? [] };
};

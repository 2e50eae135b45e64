import { GetCommand, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { InvalidInput } from '../kernel/meterline-error.ts';
import { cursorOf, type Page, startKeyOf } from '../platform/table/cursor.ts';
import { documents } from '../platform/table/dynamo.ts';
import { tableOf } from '../platform/table/tables.ts';
import type { Key } from './keys.ts';

type Item = Readonly<Record<string, unknown>>;

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Bytes that DynamoDB takes in a partition and in a sort key. */
const maxKey = { pk: 2048, sk: 1024 } as const;

/** Strongly consistent; under a key longer than DynamoDB has them there is nothing. */
export const readItem = async ({ pk, sk }: Key): Promise<Item | undefined> => {
  if (Buffer.byteLength(pk) > maxKey.pk || Buffer.byteLength(sk) > maxKey.sk) return undefined;
  const answer = await documents.send(
    new GetCommand({ TableName: tableOf('catalog'), Key: { pk, sk }, ConsistentRead: true }),
  );
  return answer.Item;
};

/** Everything in a partition below a prefix of the sort key, strongly consistent. */
export const readAll = async (pk: string, prefix: string): Promise<readonly Item[]> => {
  const items: Item[] = [];
  let from: QueryCommandInput['ExclusiveStartKey'];
  do {
    const answer = await documents.send(new QueryCommand({ ...inPartition(pk, prefix), ExclusiveStartKey: from }));
    items.push(...(answer.Items ?? []));
    from = answer.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
};

/** A page of a partition below a prefix of the sort key, strongly consistent.
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

/** A page of the index `list`, newest first; what was made a moment ago may still be missing.
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

/** The key in a cursor, if it lies in the list that is asked for.
 *  @throws InvalidInput `invalid_cursor` */
export const startKeyIn = (cursor: string | undefined, partition: Item, names: readonly string[]) => {
  const key = startKeyOf(cursor);
  if (key === undefined) return undefined;
  const inList = Object.entries(partition).every(([name, value]) => key[name] === value);
  const whole = Object.keys(key).length === names.length && names.every((name) => typeof key[name] === 'string');
  if (inList && whole) return key;
  throw new InvalidInput({ code: 'invalid_cursor', pointer: '', detail: 'The cursor is not one that this list gave.' });
};

export const queryPage = async (query: QueryCommandInput): Promise<Page<Item>> => {
  const answer = await documents.send(new QueryCommand(query));
  return { data: answer.Items ?? [], nextCursor: cursorOf(answer.LastEvaluatedKey) };
};

const inPartition = (pk: string, prefix: string): QueryCommandInput => ({
  TableName: tableOf('catalog'),
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
  ConsistentRead: true,
});

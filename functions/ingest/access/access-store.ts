import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../kernel/instant.ts';
import { NotFound } from '../../kernel/meterline-error.ts';
import { mapPage, type Page } from '../../platform/table/cursor.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { entering } from '../../platform/table/item-size.ts';
import { type Item, type PageRequest, queryPage, startKeyIn } from '../../platform/table/query.ts';
import { conditionHeld } from '../../platform/table/refused.ts';
import { tableOf } from '../../platform/table/tables.ts';
import type { ApiKey } from './api-key.ts';
import { apiKeyFromWire, apiKeyWire } from './api-key-wire.ts';

const keyOf = (hash: string): string => `KEY#${hash}`;

/** The key with this hash, revoked ones too; undefined where there is none. The read is strongly consistent: a key
 *  works from its making on. */
export const findApiKey = async (hash: string): Promise<ApiKey | undefined> => {
  const { Item } = await documents.send(
    new GetCommand({ TableName: tableOf('access'), Key: { pk: keyOf(hash) }, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : fromItem(Item);
};

export const saveApiKey = async (key: ApiKey, hash: string): Promise<void> => {
  const Item = entering({ pk: keyOf(hash), listPk: 'KEY', listSk: key.id, ...key });
  await documents.send(
    new PutCommand({ TableName: tableOf('access'), Item, ConditionExpression: 'attribute_not_exists(pk)' }),
  );
};

/** A page of the index `list`, by key id. The index may lag behind the table by a moment. */
const listPage = ({ limit, cursor, id }: PageRequest & { readonly id?: string }): Promise<Page<Item>> =>
  queryPage({
    TableName: tableOf('access'),
    IndexName: 'list',
    KeyConditionExpression: `listPk = :kind${id === undefined ? '' : ' AND listSk = :id'}`,
    ExpressionAttributeValues: { ':kind': 'KEY', ...(id === undefined ? {} : { ':id': id }) },
    Limit: limit,
    ExclusiveStartKey: startKeyIn(cursor, { listPk: 'KEY' }, ['pk', 'listPk', 'listSk']),
  });

export const listApiKeys = async (request: PageRequest): Promise<Page<ApiKey>> =>
  mapPage(await listPage(request), fromItem);

/** Revoking a key a second time keeps the time of the first.
 *  @throws NotFound `api_key_not_found` */
export const revokeApiKey = async (id: string, now: Instant): Promise<ApiKey> => {
  const { data } = await listPage({ limit: 1, id });
  const [item] = data;
  if (item === undefined) throw new NotFound('api_key', id);
  const key = fromItem(item);
  const update = new UpdateCommand({
    TableName: tableOf('access'),
    Key: { pk: item.pk },
    UpdateExpression: 'SET revokedAt = :now',
    ConditionExpression: 'revokedAt = :never',
    ExpressionAttributeValues: { ':now': now, ':never': null },
  });
  return (await conditionHeld(documents.send(update))) ? { ...key, revokedAt: now } : key;
};

const fromItem = (item: unknown): ApiKey => apiKeyFromWire(apiKeyWire.parse(item));

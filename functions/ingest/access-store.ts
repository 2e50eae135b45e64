import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Instant, parseInstant } from '../kernel/instant.ts';
import { NotFound } from '../kernel/meterline-error.ts';
import { scopes } from '../kernel/scope.ts';
import { cursorOf, type Page } from '../platform/http/page.ts';
import { documents } from '../platform/table/dynamo.ts';
import { startKeyIn } from '../platform/table/query.ts';
import { tableOf } from '../platform/table/tables.ts';
import type { ApiKey } from './api-key.ts';

const instant = z.string().transform((text) => parseInstant(text));
const stored = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(scopes)),
  createdAt: instant,
  revokedAt: instant.nullable(),
});

const keyOf = (hash: string): string => `KEY#${hash}`;

/** Undefined for an unknown key; a revoked one is returned as such. Strongly consistent: a key works from its making on. */
export const findApiKey = async (hash: string): Promise<ApiKey | undefined> => {
  const { Item } = await documents.send(
    new GetCommand({ TableName: tableOf('access'), Key: { pk: keyOf(hash) }, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : stored.parse(Item);
};

export const saveApiKey = async (key: ApiKey, hash: string): Promise<void> => {
  const Item = { pk: keyOf(hash), listPk: 'KEY', listSk: key.id, ...key };
  await documents.send(
    new PutCommand({ TableName: tableOf('access'), Item, ConditionExpression: 'attribute_not_exists(pk)' }),
  );
};

const list = async (options: { limit: number; cursor?: string | undefined; id?: string }) => {
  const narrow = options.id === undefined ? '' : ' AND listSk = :id';
  return documents.send(
    new QueryCommand({
      TableName: tableOf('access'),
      IndexName: 'list',
      KeyConditionExpression: `listPk = :kind${narrow}`,
      ExpressionAttributeValues: { ':kind': 'KEY', ...(options.id === undefined ? {} : { ':id': options.id }) },
      Limit: options.limit,
      ExclusiveStartKey: startKeyIn(options.cursor, { listPk: 'KEY' }, ['pk', 'listPk', 'listSk']),
    }),
  );
};

export const listApiKeys = async (limit: number, cursor: string | undefined): Promise<Page<ApiKey>> => {
  const { Items = [], LastEvaluatedKey } = await list({ limit, cursor });
  return { data: Items.map((item) => stored.parse(item)), nextCursor: cursorOf(LastEvaluatedKey) };
};

/** Revoking twice keeps the first time.
 *  @throws NotFound `api_key_not_found` */
export const revokeApiKey = async (id: string, now: Instant): Promise<ApiKey> => {
  const { Items = [] } = await list({ limit: 1, id });
  const [item] = Items;
  if (item === undefined) throw new NotFound('api_key', id);
  const key = stored.parse(item);
  try {
    await documents.send(
      new UpdateCommand({
        TableName: tableOf('access'),
        Key: { pk: item.pk },
        UpdateExpression: 'SET revokedAt = :now',
        ConditionExpression: 'revokedAt = :never',
        ExpressionAttributeValues: { ':now': now, ':never': null },
      }),
    );
    return { ...key, revokedAt: now };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return key;
    throw error;
  }
};

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { NotFound } from '../../kernel/meterline-error.ts';
import type { Page } from '../../platform/http/page.ts';
import { documents } from '../../platform/table/dynamo.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { readItem, readPage } from '../table/item-store.ts';
import { migrationItem, migrationPartition, refusalItem, refusalPrefix } from '../table/keys.ts';
import type { Refusal } from './migration.ts';
import { type MigrationItem, migrationItemSchema } from './migration-wire.ts';

const refusalSchema = z.object({
  subscriptionId: z.string(),
  customerId: z.string(),
  code: z.string(),
  detail: z.string(),
});

/** Strongly consistent.
 *  @throws NotFound `migration_not_found` */
export const requireMigration = async (id: string): Promise<MigrationItem> => {
  const item = await readItem(migrationItem(id));
  if (item === undefined) throw new NotFound('migration', id);
  return migrationItemSchema.parse(item);
};

export const createMigration = async (migration: MigrationItem): Promise<void> => {
  await documents.send(
    new PutCommand({ TableName: tableOf('catalog'), Item: { ...migrationItem(migration.id), ...migration } }),
  );
};

/** Not where another run of the same step has got further. */
export const saveMigration = async (migration: MigrationItem): Promise<void> => {
  const put = new PutCommand({
    TableName: tableOf('catalog'),
    Item: { ...migrationItem(migration.id), ...migration },
    ConditionExpression: '#revision = :before',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':before': migration.revision - 1 },
  });
  try {
    await documents.send(put);
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

/** One item a subscription, however often it is refused. */
export const keepRefusal = async (migrationId: string, { outcome: _, ...refusal }: Refusal): Promise<void> => {
  const Item = { ...refusalItem(migrationId, refusal.subscriptionId), ...refusal };
  await documents.send(new PutCommand({ TableName: tableOf('catalog'), Item }));
};

/** By subscription. */
export const refusalPage = async (
  migrationId: string,
  request: PageRequest,
): Promise<Page<z.output<typeof refusalSchema>>> => {
  const { data, nextCursor } = await readPage(migrationPartition(migrationId), refusalPrefix, 'ascending', request);
  return { data: data.map((item) => refusalSchema.parse(item)), nextCursor };
};

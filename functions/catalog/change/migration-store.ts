import type { z } from 'zod';
import { NotFound } from '../../kernel/meterline-error.ts';
import { mapPage, type Page } from '../../platform/table/cursor.ts';
import { entering } from '../../platform/table/item-size.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import { putItem, readItem, readPage } from '../table/item-store.ts';
import { migrationItem, migrationPartition, refusalItem, refusalPrefix } from '../table/keys.ts';
import type { MigrationItem, Refusal } from './migration.ts';
import { migrationItemWire, refusalWire } from './migration-wire.ts';

/** The read is strongly consistent.
 *  @throws NotFound `migration_not_found` */
export const requireMigration = async (id: string): Promise<MigrationItem> => {
  const item = await readItem(migrationItem(id));
  if (item === undefined) throw new NotFound('migration', id);
  return migrationItemWire.parse(item);
};

export const createMigration = async (migration: MigrationItem): Promise<void> => {
  await putItem(entering({ ...migrationItem(migration.id), ...migration }));
};

/** Stores how far the migration is, unless another run of the same step has got further. */
export const saveMigration = async (migration: MigrationItem): Promise<void> => {
  await putItem(
    { ...migrationItem(migration.id), ...migration },
    {
      ConditionExpression: '#revision = :before',
      ExpressionAttributeNames: { '#revision': 'revision' },
      ExpressionAttributeValues: { ':before': migration.revision - 1 },
    },
  );
};

/** Stores why a subscription was refused. It has one item, however often it is refused. */
export const keepRefusal = async (migrationId: string, { outcome: _, ...refusal }: Refusal): Promise<void> => {
  await putItem({ ...refusalItem(migrationId, refusal.subscriptionId), ...refusal });
};

/** The refused subscriptions, by id; strongly consistent. */
export const refusalPage = async (
  migrationId: string,
  request: PageRequest,
): Promise<Page<z.output<typeof refusalWire>>> =>
  mapPage(await readPage(migrationPartition(migrationId), refusalPrefix, 'ascending', request), (item) =>
    refusalWire.parse(item),
  );

import type { MeterKey } from '../../kernel/ids.ts';
import { type Instant, parseInstant } from '../../kernel/instant.ts';
import { Conflict, NotFound } from '../../kernel/meterline-error.ts';
import { mapPage, type Page } from '../../platform/table/cursor.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { readAll, readItem, readPage } from '../table/item-store.ts';
import { meterItem, meterPartition, meterPrefix, metersRevisionItem } from '../table/keys.ts';
import { commit, commitIfUnchanged, create } from '../table/transaction-store.ts';
import type { Meter } from './meter.ts';
import { meterFromItem, meterToWire } from './meter-wire.ts';

/** @throws Conflict `meter_exists` */
export const createMeter = async (meter: Meter): Promise<void> => {
  const refusal = () => new Conflict('meter_exists', `There is a meter "${meter.key}" already.`);
  // A meter that counts has no such attribute: that is what the conditions below ask.
  const { archivedAt: _, ...item } = meterToWire(meter);
  await commit({ item: create(meterItem(meter.key), item), refusal }, { item: countChange() });
};

/** All meters, strongly consistent. */
export const loadMeters = async (): Promise<readonly Meter[]> =>
  (await readAll(meterPartition, meterPrefix)).map(meterFromItem);

/** How often a meter was made or archived, strongly consistent. It grows in the same transaction: the same number means the
 *  same meters. */
export const metersRevision = async (): Promise<number> => Number((await readItem(metersRevisionItem))?.revision ?? 0);

/** @throws NotFound `meter_not_found` */
export const requireMeter = async (key: MeterKey): Promise<Meter> => (await requireMeterUse(key)).meter;

/** A meter, and when something was last about to charge it. */
export interface MeterUse {
  readonly meter: Meter;
  /** Null while nothing ever was. */
  readonly heldAt: Instant | null;
}

/** The read is strongly consistent.
 *  @throws NotFound `meter_not_found` */
export const requireMeterUse = async (key: MeterKey): Promise<MeterUse> => {
  const item = await readItem(meterItem(key));
  if (item === undefined) throw new NotFound('meter', key);
  return { meter: meterFromItem(item), heldAt: typeof item.heldAt === 'string' ? parseInstant(item.heldAt) : null };
};

/** Notes that something is about to charge the meter.
 *  @throws Conflict `meter_archived` */
export const holdMeter = async (key: MeterKey, heldAt: Instant): Promise<void> => {
  const item = {
    Update: {
      TableName: tableOf('catalog'),
      Key: meterItem(key),
      UpdateExpression: 'SET #heldAt = :heldAt',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#archivedAt)',
      ExpressionAttributeNames: { '#heldAt': 'heldAt', '#archivedAt': 'archivedAt' },
      ExpressionAttributeValues: { ':heldAt': heldAt },
    },
  };
  await commit({ item, refusal: () => meterArchived(key) });
};

/** Lets the meter count nothing from then on, if nothing was about to charge it since it was read.
 *  @returns whether that is so; else nothing was written */
export const markArchived = async ({ meter, heldAt }: MeterUse, archivedAt: Instant): Promise<boolean> => {
  const mark = {
    Update: {
      TableName: tableOf('catalog'),
      Key: meterItem(meter.key),
      UpdateExpression: 'SET #archivedAt = :archivedAt',
      ConditionExpression: `attribute_not_exists(#archivedAt) AND ${heldAt === null ? 'attribute_not_exists(#heldAt)' : '#heldAt = :heldAt'}`,
      ExpressionAttributeNames: { '#heldAt': 'heldAt', '#archivedAt': 'archivedAt' },
      ExpressionAttributeValues: { ':archivedAt': archivedAt, ...(heldAt === null ? {} : { ':heldAt': heldAt }) },
    },
  };
  return commitIfUnchanged([mark], { item: countChange() });
};

export const meterArchived = (key: MeterKey): Conflict =>
  new Conflict('meter_archived', `The meter "${key}" is archived: nothing can begin to charge it.`);

/** Meters in the order of their keys, strongly consistent. */
export const meterPage = async (request: PageRequest): Promise<Page<Meter>> =>
  mapPage(await readPage(meterPartition, meterPrefix, 'ascending', request), meterFromItem);

const countChange = () => ({
  Update: {
    TableName: tableOf('catalog'),
    Key: metersRevisionItem,
    UpdateExpression: 'ADD #revision :one',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':one': 1 },
  },
});

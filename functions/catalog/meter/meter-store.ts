import type { MeterKey } from '../../kernel/ids.ts';
import { Conflict, NotFound } from '../../kernel/meterline-error.ts';
import { mapPage, type Page } from '../../platform/table/cursor.ts';
import type { PageRequest } from '../../platform/table/query.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { readAll, readItem, readPage } from '../table/item-store.ts';
import { meterItem, meterPartition, meterPrefix, metersRevisionItem } from '../table/keys.ts';
import { commit, create } from '../table/transaction-store.ts';
import type { Meter } from './meter.ts';
import { meterFromItem, meterToWire } from './meter-wire.ts';

/** @throws Conflict `meter_exists` */
export const createMeter = async (meter: Meter): Promise<void> => {
  const refusal = () => new Conflict('meter_exists', `There is a meter "${meter.key}" already.`);
  await commit({ item: create(meterItem(meter.key), meterToWire(meter)), refusal }, { item: countCreation() });
};

/** All meters, strongly consistent. */
export const loadMeters = async (): Promise<readonly Meter[]> =>
  (await readAll(meterPartition, meterPrefix)).map(meterFromItem);

/** How many meters were ever made, strongly consistent. It grows in the same transaction as a meter is made: the same
 *  number means the same meters. */
export const metersRevision = async (): Promise<number> => Number((await readItem(metersRevisionItem))?.revision ?? 0);

/** @throws NotFound `meter_not_found` */
export const requireMeter = async (key: MeterKey): Promise<Meter> => {
  const item = await readItem(meterItem(key));
  if (item === undefined) throw new NotFound('meter', key);
  return meterFromItem(item);
};

/** Meters in the order of their keys, strongly consistent. */
export const meterPage = async (request: PageRequest): Promise<Page<Meter>> =>
  mapPage(await readPage(meterPartition, meterPrefix, 'ascending', request), meterFromItem);

const countCreation = () => ({
  Update: {
    TableName: tableOf('catalog'),
    Key: metersRevisionItem,
    UpdateExpression: 'ADD #revision :one',
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':one': 1 },
  },
});

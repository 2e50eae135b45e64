import { z } from 'zod';
import { tableOf } from '../../platform/table/tables.ts';
import type { TransactItem } from '../../platform/table/transaction.ts';
import { readItem } from './table-store.ts';

const seriesKey = (prefix: string) => ({ pk: `SERIES#${prefix}`, sk: 'SERIES' });
const seriesSchema = z.object({ last: z.int() });

/** The ordinal that was given last in the series of a prefix; 0 before the first. Strongly consistent. */
export const lastNumber = async (prefix: string): Promise<number> => {
  const item = await readItem(seriesKey(prefix));
  return item === undefined ? 0 : seriesSchema.parse(item).last;
};

/** Takes the number after `last`, in the same transaction that writes the document which gets it: so no number is
 *  skipped or given twice. The transaction fails where somebody else has taken that number meanwhile. */
export const takeNumber = (prefix: string, last: number): TransactItem => ({
  Update: {
    TableName: tableOf('invoices'),
    Key: seriesKey(prefix),
    UpdateExpression: 'SET #last = :next',
    ConditionExpression: last === 0 ? 'attribute_not_exists(#last)' : '#last = :last',
    ExpressionAttributeNames: { '#last': 'last' },
    ExpressionAttributeValues: { ':next': last + 1, ...(last === 0 ? {} : { ':last': last }) },
  },
});

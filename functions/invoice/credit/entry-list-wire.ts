import { z } from 'zod';
import { instantSchema } from '../../kernel/instant-wire.ts';
import type { EntryList } from './entry-list.ts';

/** How an account keeps how far its entries have come. Accounts from before entries were counted have neither. */
export const entryListFields = {
  entryCount: z.int().default(0),
  entriesThrough: instantSchema.nullable().default(null),
};

export const entryListToItem = ({ count, through }: EntryList) => ({ entryCount: count, entriesThrough: through });

export const entryListFromItem = (item: z.output<z.ZodObject<typeof entryListFields>>): EntryList => ({
  count: item.entryCount,
  through: item.entriesThrough,
});

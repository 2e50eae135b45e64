import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Key } from '../../kernel/key.ts';
import { inLanes } from '../../kernel/lanes.ts';
import { documents } from '../../platform/table/dynamo.ts';
import { tableOf } from '../../platform/table/tables.ts';
import { type ListPlace, type PackedList, partsWith, unpacked } from './long-list.ts';
import { keysBelow, readItem } from './table-store.ts';

/** Whose list it is: the partition, and what the sort keys of the parts begin with. */
export interface Shelf {
  readonly pk: string;
  readonly prefix: string;
}

/** Parts that are read or written at the same time. */
const lanes = 8;

const keyOf = ({ pk, prefix }: Shelf, { digest }: Pick<ListPlace, 'digest'>, part: number): Key => ({
  pk,
  sk: `${prefix}${digest}#${String(part).padStart(3, '0')}`,
});

/** Writes the parts of a list. It is done before anything names the list. The keys have the digest of what is in them, so that
 *  writing it again changes nothing, and another list has other items. */
export const writeList = async (shelf: Shelf, list: PackedList): Promise<void> => {
  await inLanes([...list.parts.entries()], lanes, async ([index, part]) => {
    const Item = { ...keyOf(shelf, list, index), part };
    await documents.send(new PutCommand({ TableName: tableOf('invoices'), Item }));
  });
};

const partItem = z.object({ part: z.instanceof(Uint8Array) });

/** Entries of a list, as many as `count` of them from `from` on; strongly consistent. Undefined where parts are missing. */
export const readEntries = async (
  shelf: Shelf,
  place: ListPlace,
  from = 0,
  count = Number.POSITIVE_INFINITY,
): Promise<readonly unknown[] | undefined> => {
  const { parts, before } = partsWith(place, from, count);
  const items = await inLanes(parts, lanes, (part) => readItem(keyOf(shelf, place, part)));
  if (items.includes(undefined)) return undefined;
  const entries = items.flatMap((item) => unpacked(partItem.parse(item).part));
  return entries.slice(from - before, from - before + count);
};

/** Removes the parts of all lists of a partition whose sort keys begin with `prefix` and lie before `end`. Nothing may name them
 *  any more. */
export const removeLists = async ({ pk, prefix }: Shelf, end: string): Promise<void> => {
  const keys = (await keysBelow(pk, prefix)).filter(({ sk }) => sk < end);
  await inLanes(keys, lanes, async (Key) => {
    await documents.send(new DeleteCommand({ TableName: tableOf('invoices'), Key }));
  });
};

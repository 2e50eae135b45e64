import { InvalidInput } from '../../kernel/meterline-error.ts';

type Plain = Readonly<Record<string, unknown>>;

/** Bytes of the largest item of DynamoDB: names and values together. */
const largestItem = 400 * 1024;

/** Bytes of the largest item that is made. The quarter that is left is for its life: what is noted on it later, and what an update
 *  puts in the place of something shorter. */
const largestNewItem = 300 * 1024;

/** The item, which is new or takes over what somebody has sent. It is looked at here, so that the caller learns it by a code of ours
 *  before anything is written: DynamoDB would refuse it with an error that looks like a fault of the function.
 *  @throws InvalidInput `item_too_large` */
export const entering = <Item extends Plain>(item: Item): Item => within(item, largestNewItem);

/** The item after a change of its life, for which `entering` has left room.
 *  @throws InvalidInput `item_too_large` */
export const living = <Item extends Plain>(item: Item): Item => within(item, largestItem);

const within = <Item extends Plain>(item: Item, most: number): Item => {
  const bytes = itemBytes(item);
  if (bytes <= most) return item;
  const detail = `This would take ${bytes} bytes to store, and may take ${most}: send less of it, such as fewer or shorter values.`;
  throw new InvalidInput({ code: 'item_too_large', pointer: '', detail });
};

/** The size of an item as DynamoDB counts it: its names and its values. What is undefined is not stored. */
export const itemBytes = (item: Plain): number =>
  Object.entries(item).reduce(
    (sum, [name, value]) => sum + (value === undefined ? 0 : Buffer.byteLength(name) + bytesOf(value)),
    0,
  );

/** A text has the bytes of its UTF-8; a number one for two digits, and one more; a list or a map three, and one more for each
 *  of its entries; true, false and null one. So `{ id: 'ab', tags: ['c'] }` has 2 + 2 and 4 + (3 + 1 + 1): 13 bytes. */
const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (value instanceof Set) return [...value].reduce<number>((sum, each) => sum + bytesOf(each), 0);
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + 1 + bytesOf(each), 3);
  if (typeof value !== 'object' || value === null) return 1;
  return 3 + Object.keys(value).length + itemBytes(Object.fromEntries(Object.entries(value)));
};

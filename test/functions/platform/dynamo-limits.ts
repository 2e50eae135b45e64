import { type AttributeValue, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';

/** What Amazon refuses, for the tables in memory: they refuse it as well. */
const maxItemBytes = 400 * 1024;
const maxActions = 100;
const maxTransactionBytes = 4 * 1024 * 1024;

type Plain = Readonly<Record<string, unknown>>;

interface Action {
  readonly TableName?: string | undefined;
  readonly Item?: Plain | undefined;
  readonly Key?: Plain | undefined;
  readonly ExpressionAttributeValues?: Plain | undefined;
}

const invalid = (message: string) =>
  new DynamoDBServiceException({ name: 'ValidationException', message, $fault: 'client', $metadata: {} });

/** The size of a value as Amazon counts it: text in UTF-8, three bytes for a list or a map, and one more for each of its entries. */
const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (Array.isArray(value)) return 3 + value.reduce<number>((sum, each) => sum + 1 + bytesOf(each), 0);
  if (value instanceof Set) return [...value].reduce<number>((sum, each) => sum + bytesOf(each), 0);
  if (typeof value === 'object' && value !== null) {
    return 3 + Object.entries(value).reduce((sum, [name, each]) => sum + 1 + itemBytes({ [name]: each }), 0);
  }
  return 1;
};

/** The size of an item: of its names and its values. */
export const itemBytes = (item: Plain): number =>
  Object.entries(item).reduce(
    (sum, [name, value]) => sum + (value === undefined ? 0 : Buffer.byteLength(name) + bytesOf(value)),
    0,
  );

/** @throws DynamoDBServiceException `ValidationException`, as Amazon does for an item over 400 KB */
export const assertStorable = (item: Plain = {}): void => {
  if (itemBytes(item) > maxItemBytes) throw invalid('Item size has exceeded the maximum allowed size');
};

/** @throws DynamoDBServiceException `ValidationException` for over 100 actions, two on one item, or over 4 MB */
export const assertTransactable = (actions: readonly Action[]): void => {
  if (actions.length === 0 || actions.length > maxActions) throw invalid('Member must have length between 1 and 100');
  const names = actions.map(({ TableName, Item, Key }) => [TableName, (Item ?? Key)?.pk, (Item ?? Key)?.sk].join('\0'));
  if (new Set(names).size < names.length) throw invalid('Transaction request cannot include multiple operations');
  const bytes = actions.reduce(
    (sum, { Item = {}, Key = {}, ExpressionAttributeValues: values = {} }) =>
      sum + itemBytes(Item) + itemBytes(Key) + itemBytes(values),
    0,
  );
  if (bytes > maxTransactionBytes) throw invalid('Transaction request is too large');
};

/** The same for an item as the low-level client has it: `{ S: … }`, `{ N: … }`. */
export const assertAttributesStorable = (item: Readonly<Record<string, AttributeValue>>): void =>
  assertStorable(Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainOf(value)])));

const plainOf = ({ S, N, B, SS, L, M }: AttributeValue): unknown => {
  if (L !== undefined) return L.map(plainOf);
  if (M !== undefined) return Object.fromEntries(Object.entries(M).map(([name, value]) => [name, plainOf(value)]));
  return S ?? B ?? (SS === undefined ? undefined : new Set(SS)) ?? (N === undefined ? true : Number(N));
};

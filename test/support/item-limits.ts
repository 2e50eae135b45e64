import { type AttributeValue, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { exactDecimal } from '../../functions/money/decimal.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

const kilobyte = 1024;
const maxItemBytes = 400 * kilobyte;
const maxKeyBytes = { partition: 2048, sort: 1024 } as const;
const maxDigits = 38;

/** What DynamoDB answers where it refuses a call. */
export const invalid = (message: string): DynamoDBServiceException =>
  new DynamoDBServiceException({ name: 'ValidationException', $fault: 'client', $metadata: {}, message });

const bytesIn = (text: string): number => Buffer.byteLength(text);

/** Of a number, two digits go into a byte, and one byte says where the point is. */
const numberBytes = (text: string): number => Math.ceil(exactDecimal(text).precision() / 2) + 1;

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);

/** The bytes of a value as DynamoDB counts them: lists and maps are three bytes, and one more for each of their values. */
const valueBytes = ({ S, N, B, SS, NS, L, M }: AttributeValue): number => {
  if (S !== undefined) return bytesIn(S);
  if (N !== undefined) return numberBytes(N);
  if (B !== undefined) return B.byteLength;
  if (SS !== undefined) return total(SS.map(bytesIn));
  if (NS !== undefined) return total(NS.map(numberBytes));
  if (L !== undefined) return 3 + total(L.map((value) => 1 + valueBytes(value)));
  if (M !== undefined) return 3 + total(Object.values(M).map(() => 1)) + itemBytes(M);
  return 1;
};

/** The bytes of an item: its names and its values. */
export const itemBytes = (item: Item): number =>
  total(Object.entries(item).map(([name, value]) => bytesIn(name) + valueBytes(value)));

const numbersIn = ({ N, NS = [], L = [], M = {} }: AttributeValue): readonly string[] => [
  ...(N === undefined ? [] : [N]),
  ...NS,
  ...[...L, ...Object.values(M)].flatMap(numbersIn),
];

/** Refuses numbers that have more digits than DynamoDB keeps.
 *  @param values of an item or of an expression */
export const refuseLongNumbers = (values: Item): void => {
  const long = Object.values(values)
    .flatMap(numbersIn)
    .find((text) => exactDecimal(text).precision() > maxDigits);
  if (long !== undefined) throw invalid(`Attempting to store more than ${maxDigits} significant digits: ${long}`);
};

/** The keys of tables and indexes are named `pk`, `sk`, `listPk`, `listSk` and so on. */
const placeOf = (name: string): keyof typeof maxKeyBytes | undefined => {
  if (/^pk$|Pk$/.test(name)) return 'partition';
  return /^sk$|Sk$/.test(name) ? 'sort' : undefined;
};

/** Refuses keys that are empty or too long.
 *  @param item an item, or a key alone */
export const refuseKeys = (item: Item): void => {
  for (const [name, { S }] of Object.entries(item)) {
    const place = placeOf(name);
    if (place === undefined || S === undefined) continue;
    if (S === '') throw invalid(`The key ${name} is an empty string.`);
    if (bytesIn(S) > maxKeyBytes[place]) throw invalid(`The key ${name} has more than ${maxKeyBytes[place]} bytes.`);
  }
};

/** Refuses an item that DynamoDB would not store: as it is given, or as an update makes it. */
export const refuseItem = (item: Item): void => {
  refuseKeys(item);
  refuseLongNumbers(item);
  if (itemBytes(item) > maxItemBytes) throw invalid('Item size has exceeded the maximum allowed size');
};

/** Whether DynamoDB would store an item. */
export const isStorable = (item: Item): boolean => {
  try {
    refuseItem(item);
    return true;
  } catch {
    return false;
  }
};
